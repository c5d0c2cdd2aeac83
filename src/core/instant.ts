import type { Brand } from './brand.ts';
import { toTimestamp } from './timestamp.ts';

/**
 * A moment in whole seconds of UTC, written `2026-11-21T22:35:00Z`. One canonical form, so instants compare as text
 * (`a < b`), in our state, in Meltano's and in a target's. Fluxx keeps no fractions of a second in `updated_at`.
 */
export type Instant = Brand<string, 'Instant'>;

/** Beyond the years 1 to 9999 the text would have another length, and instants would no longer compare as text. */
const earliestMs = Date.parse('0001-01-01T00:00:00Z');
const latestMs = Date.parse('9999-12-31T23:59:59Z');

/**
 * The instant of a time in milliseconds since 1970; a fraction of a second is dropped (never rounded up: see bookmarks).
 * A time before the year 1 is its beginning, one after the year 9999 its end.
 */
export function toInstant(epochMs: number): Instant {
  const wholeMs = Math.floor(Math.min(Math.max(epochMs, earliestMs), latestMs) / 1000) * 1000;
  return `${new Date(wholeMs).toISOString().slice(0, 19)}Z` as Instant;
}

/** Milliseconds since 1970. */
export function toEpochMs(instant: Instant): number {
  return Date.parse(instant);
}

/** Reads an RFC 3339 timestamp or a bare date; `undefined` for anything else, and for days that do not exist. */
export function parseInstant(value: unknown): Instant | undefined {
  const timestamp = typeof value === 'string' ? toTimestamp(value) : undefined;
  if (timestamp === undefined || timestamp.length === 20) return timestamp as Instant | undefined;
  return `${timestamp.slice(0, 19)}Z` as Instant; // without the fraction
}

/** The instant `seconds` later (or earlier, when negative). */
export function addSeconds(instant: Instant, seconds: number): Instant {
  return toInstant(toEpochMs(instant) + seconds * 1000);
}

/** How many seconds lie between two instants; negative when the second is the earlier one. */
export function secondsBetween(from: Instant, to: Instant): number {
  return (toEpochMs(to) - toEpochMs(from)) / 1000;
}

/** The later of two instants, where either may be missing. */
export function later(a: Instant, b: Instant): Instant;
export function later(a: Instant | undefined, b: Instant | undefined): Instant | undefined;
export function later(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}

/** The earlier of two instants. */
export function earlier(a: Instant, b: Instant): Instant {
  return a < b ? a : b;
}
