import { type Fields, isAbsent, own } from '../fields.ts';
import { quoteAll } from '../quote.ts';
import type { Rule } from '../rule.ts';
import { isUtcTimestamp } from '../timestamp-format.ts';
import type { SingerSchema } from './singer-stream.ts';
import { undeclaredIn } from './undeclared-values.ts';
import type { WrittenInteger } from './written-integers.ts';

/** A RECORD of a stream whose SCHEMA is known. */
export interface RecordMessage {
  readonly record: Fields;
  readonly schema: SingerSchema;
  /** Integers of the record that a double may not hold, or that are written like other numbers. */
  readonly integers: readonly WrittenInteger[];
}

/** What fits into a signed integer of 64 bits. */
function fits(digits: string): boolean {
  const value = BigInt(digits);
  return BigInt.asIntN(64, value) === value;
}

/** In characters: a target that passes rows on as lines of a file stops at longer ones. */
const longestLine = 2_000_000;

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
    breach: ({ record, schema }) => about('Properties are not in the schema', undeclaredIn(record, schema.schema)),
  },
  {
    id: 'record-property-order',
    breach: ({ record, schema }) => {
      const declared = Object.keys(record).filter((name) => Object.hasOwn(schema.properties, name));
      return declared.length < schema.names.length || declared.every((name, at) => name === schema.names[at])
        ? undefined
        : 'Properties are in another order than in the SCHEMA; some targets write them by position.';
    },
  },
  {
    // Most targets tell integers from other numbers by how they are written.
    id: 'record-integer-form',
    breach: ({ integers }) =>
      about(
        'Integers are written with a point or an exponent',
        pathsOf(integers, (text) => /[.eE]/.test(text)),
      ),
  },
  {
    id: 'record-invalid',
    breach: ({ record, schema }) => schema.check?.(record),
  },
  {
    id: 'record-integer-range',
    breach: ({ integers }) =>
      about(
        'Integers do not fit into 64 bits',
        pathsOf(integers, (text) => /^-?[0-9]+$/.test(text) && !fits(text)),
      ),
  },
];

/** What a RECORD's envelope must be. */
export const recordEnvelopeRules: readonly Rule<{ readonly message: Fields; readonly text: string }>[] = [
  {
    id: 'record-too-long',
    breach: ({ text }) =>
      text.length <= longestLine
        ? undefined
        : 'The RECORD is longer than two million characters; some targets stop there.',
  },
  {
    id: 'record-time-extracted',
    breach: ({ message: { time_extracted: time } }) =>
      isAbsent(time) || (typeof time === 'string' && isUtcTimestamp(time))
        ? undefined
        : 'time_extracted must be an RFC 3339 timestamp in UTC.',
  },
  {
    id: 'record-version',
    breach: ({ message: { version } }) =>
      isAbsent(version) || Number.isInteger(version) ? undefined : 'version must be an integer.',
  },
];

function about(what: string, names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `${what}: ${quoteAll(names)}.`;
}

function isNoKey(value: unknown): boolean {
  return isAbsent(value) || value === '';
}

function pathsOf(integers: readonly WrittenInteger[], isBreach: (text: string) => boolean): readonly string[] {
  return [...new Set(integers.filter(({ text }) => isBreach(text)).map(({ path }) => path))];
}
