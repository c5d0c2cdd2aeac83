import { isObject } from '../../core/json.ts';
import { parseWithNumbersAsText } from '../../core/parse-exact-json.ts';
import { type Fields, own } from '../fields.ts';
import { placeBelow } from '../quote.ts';
import { typesOf } from './schema-nodes.ts';

/** A number where the schema declares an integer, as it was written. */
export interface WrittenInteger {
  /** Where it stands, for people: `id`, `scores[]`. */
  readonly path: string;
  readonly text: string;
}

/** Whether a line may hold a number of more digits than a double, or one that is written as `5.0` or `5e0`. */
function isSuspicious(line: string): boolean {
  return /[0-9][0-9.]{15}/.test(line) || /[0-9](?:\.0+|[eE][+-]?[0-9]+)\s*[,}\]]/.test(line);
}

/**
 * The integers of a RECORD as they were written, where the line may hold one that a double does not tell from another: a
 * cheap look before a dear one. Others are not listed.
 */
export function writtenIntegers(line: string, record: Fields, schema: Fields): readonly WrittenInteger[] {
  if (!isSuspicious(line)) return [];
  const message = parseWithNumbersAsText(line);
  return isObject(message) ? integersIn({ value: record, text: message['record'] }, schema, '') : [];
}

/** A value, and the same with its numbers as text: only together they tell a number from a text of digits. */
interface Pair {
  readonly value: unknown;
  readonly text: unknown;
}

// Safe to recurse: a message that nests deeper than a hundred levels does not come this far.
function integersIn({ value, text }: Pair, schema: unknown, path: string): readonly WrittenInteger[] {
  if (!isObject(schema)) return [];
  if (typeof value === 'number') return isInteger(schema) ? [{ path, text: String(text) }] : [];
  if (Array.isArray(value) && Array.isArray(text)) {
    return value.flatMap((item, at) => integersIn({ value: item, text: text[at] }, schema['items'], `${path}[]`));
  }
  const { properties } = schema;
  if (!isObject(value) || !isObject(text) || !isObject(properties)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    integersIn({ value: inner, text: own(text, name) }, own(properties, name), placeBelow(path, name)),
  );
}

function isInteger(schema: Fields): boolean {
  const types = typesOf(schema);
  return types.includes('integer') && !types.includes('number');
}
