import { parseInstant } from '../core/instant.ts';

const withZone = /^(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/;
const inUtc = /(Z|\+00:00)$/;

/**
 * RFC 3339 with a `T` and an offset, from year 1. Stricter than JSON Schema's usual `date-time` check, which lets a blank
 * stand for the `T` and a leap second pass: loaders crash on both.
 */
export function isTimestamp(text: string): boolean {
  return withZone.test(text) && parseInstant(text) !== undefined;
}

/** The same in UTC: two families of Singer targets drop the offset and store the wall clock. */
export function isUtcTimestamp(text: string): boolean {
  return inUtc.test(text) && isTimestamp(text);
}
