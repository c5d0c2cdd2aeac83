import { type Fields, isAbsent, own } from '../fields.ts';
import { quoteAll } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { isTimestamp } from '../timestamp-format.ts';
import type { SingerSchema } from './singer-stream.ts';

/** A RECORD of a stream whose SCHEMA is known. */
export interface RecordMessage {
  readonly message: Fields;
  readonly record: Fields;
  readonly schema: SingerSchema;
}

/** Above this an integer does not fit into 64 bits. A double cannot tell 2^63 - 1 from 2^63, so 2^63 itself passes. */
const integerLimit = 2 ** 63;

/** What a RECORD must be, given its SCHEMA. */
export const recordRules: readonly Rule<RecordMessage>[] = [
  {
    id: 'record-key-missing',
    breach: ({ record, schema }) =>
      about(
        'The key is missing, null or empty',
        schema.keys.filter((key) => isNoKey(own(record, key))),
      ),
  },
  {
    id: 'record-property-missing',
    breach: ({ record, schema }) =>
      about(
        'Properties are left out instead of null',
        schema.names.filter((name) => !Object.hasOwn(record, name)),
      ),
  },
  {
    id: 'record-property-undeclared',
    breach: ({ record, schema }) =>
      about(
        'Properties are not in the schema',
        Object.keys(record).filter((name) => !Object.hasOwn(schema.properties, name)),
      ),
  },
  {
    id: 'record-invalid',
    breach: ({ record, schema }) => schema.check?.(record),
  },
  {
    id: 'record-integer-range',
    breach: ({ record, schema }) =>
      about(
        'Integers do not fit into 64 bits',
        schema.integers.filter((name) => isTooLarge(own(record, name))),
      ),
  },
];

/** What a RECORD's envelope must be. */
export const recordEnvelopeRules: readonly Rule<Fields>[] = [
  {
    id: 'record-time-extracted',
    breach: ({ time_extracted: time }) =>
      isAbsent(time) || (typeof time === 'string' && isTimestamp(time))
        ? undefined
        : 'time_extracted must be an RFC 3339 timestamp with an offset.',
  },
  {
    id: 'record-version',
    breach: ({ version }) =>
      isAbsent(version) || Number.isInteger(version) ? undefined : 'version must be an integer.',
  },
];

function about(what: string, names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `${what}: ${quoteAll(names)}.`;
}

function isNoKey(value: unknown): boolean {
  return isAbsent(value) || value === '';
}

function isTooLarge(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) > integerLimit;
}
