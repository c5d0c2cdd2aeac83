import { ExactNumber, fitsInt64, stringifyExact } from './exact-number.ts';
import { isObject, type JsonValue, tryParseJson } from './json.ts';
import { parseExactJson } from './parse-exact-json.ts';
import type { FieldType } from './stream-definition.ts';
import { toDate, toTimestamp } from './timestamp.ts';

/** Says that a value cannot become the declared type without losing something. */
export const unfit: unique symbol = Symbol('unfit');

/** An emitted value. An `ExactNumber` counts as a number: `stringifyExact` writes it. */
export type Converted = JsonValue | ExactNumber | typeof unfit;

type Convert = (value: unknown) => Converted;

/** Zeros behind the point say nothing: decimals that hold whole numbers come as `35000.0`. */
const wholeNumber = /^(-?(?:0|[1-9][0-9]*))(?:\.0+)?$/;
const exponentForm = /^(-?)([0-9]+)(?:\.([0-9]+))?[eE]([+-]?[0-9]+)$/;
const jsonNumber = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;

/** One conversion a type. Each is total, keeps what it can without loss, and answers `unfit` for the rest. */
export const converters: Readonly<Record<FieldType, Convert>> = {
  integer: (value) => (Number.isSafeInteger(value) ? (value as number) : toInteger(value)),
  number: toNumber,
  text: toText,
  boolean: toBoolean,
  date: (value) => toMoment(value, toDate),
  datetime: (value) => toMoment(value, toTimestamp),
  ids: toIds,
  values: toValues,
  json: (value) => (isJsonText(value) ? value : toJsonText(value)),
};

function toMoment(value: unknown, parse: (text: string) => string | undefined): Converted {
  if (value === '') return null;
  return (typeof value === 'string' ? parse(value) : undefined) ?? unfit;
}

function toInteger(value: unknown): Converted {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? value : unfit;
  if (value instanceof ExactNumber) return parseInteger(withoutExponent(value.digits));
  if (typeof value === 'string') return value === '' ? null : parseInteger(value);
  return unwrapToOne(value);
}

function parseInteger(text: string): Converted {
  const digits = wholeNumber.exec(text)?.[1];
  if (digits === undefined || digits === '-0') return unfit;
  const value = Number(digits);
  if (Number.isSafeInteger(value)) return value;
  return fitsInt64(digits) ? new ExactNumber(digits) : unfit;
}

/** `9007199254740993e0` is a whole number too. What would have far more digits than 64 bits stays as it is. */
function withoutExponent(number: string): string {
  const [, sign, whole = '', fraction = '', exponent] = exponentForm.exec(number) ?? [];
  const digits = `${whole}${fraction}`;
  const point = whole.length + Number(exponent);
  if (exponent === undefined || point < 1 || point > digits.length + 20) return number;
  const padded = digits.padEnd(point, '0');
  return `${sign}${padded.slice(0, point).replace(/^0+(?=.)/, '')}.${padded.slice(point)}0`;
}

/** A to-one relation comes as `5`, `"5"`, `[5]` or `[{"id":5}]`, depending on how and where it is asked for. */
function unwrapToOne(value: unknown): Converted {
  if (Array.isArray(value)) {
    const [only, ...others] = value.filter((entry) => entry !== null);
    if (only === undefined) return null;
    return others.length === 0 && !Array.isArray(only) ? toInteger(only) : unfit;
  }
  return isObject(value) && isScalar(value['id']) ? toInteger(value['id']) : unfit;
}

function isScalar(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string' || value instanceof ExactNumber;
}

function toNumber(value: unknown): Converted {
  if (typeof value === 'number') return Number.isFinite(value) ? value : unfit;
  if (value instanceof ExactNumber) return Number.isFinite(Number(value.digits)) ? value : unfit;
  if (typeof value !== 'string') return unfit;
  if (value === '') return null;
  if (!jsonNumber.test(value) || !Number.isFinite(Number(value))) return unfit;
  return String(Number(value)) === value ? Number(value) : new ExactNumber(value);
}

function toText(value: unknown): Converted {
  if (typeof value === 'string') return value;
  if (value instanceof ExactNumber) return value.digits;
  return toJsonText(value);
}

/** `JSON.stringify` gives up on a value that is nested some thousand levels deep: that one alone is unfit then. */
function toJsonText(value: unknown): string | typeof unfit {
  try {
    return stringifyExact(value);
  } catch {
    return unfit;
  }
}

const booleans = new Map<unknown, boolean | null>([
  [true, true],
  [false, false],
  [1, true],
  [0, false],
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  ['', null],
]);

function toBoolean(value: unknown): Converted {
  const known = booleans.get(value);
  return known === undefined ? unfit : known;
}

/** Relations: arrays of ids or of objects, with nulls between them; a scalar where there is one; JSON text on some models. */
function toIds(value: unknown): Converted {
  if (value === '') return null;
  if (typeof value === 'string' && value.startsWith('[')) return toIds(parseArray(value));
  if (Array.isArray(value) && value.every(Number.isSafeInteger)) return value; // nearly all, and half of a wide row
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  const ids: (JsonValue | ExactNumber)[] = [];
  for (const entry of entries) {
    if (entry === null) continue;
    const id = Array.isArray(entry) ? unfit : toInteger(entry);
    if (id === unfit) return unfit;
    if (id !== null) ids.push(id);
  }
  // ExactNumber counts as a number once it is serialised (see stringifyExact).
  return ids as JsonValue[];
}

function parseArray(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return {};
  }
}

function toValues(value: unknown): Converted {
  if (value === '') return null;
  const texts = listValues(value).map((entry) => toText(entry));
  return texts.includes(unfit) ? unfit : (texts as string[]);
}

/**
 * What a multi-select holds. Without flags it comes as an array with nulls in it, as a lone string where one value is
 * chosen, and as JSON text of an array on some models.
 */
export function listValues(value: unknown): readonly unknown[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : (parseTexts(value) ?? [value]);
  return entries.filter((entry) => entry !== null);
}

/** A choice may itself be called `[1]`: only what is a list of texts is taken for a list. */
function parseTexts(value: unknown): readonly unknown[] | undefined {
  const parsed = typeof value === 'string' && value.startsWith('[') ? parseArray(value) : undefined;
  const isTexts = Array.isArray(parsed) && parsed.every((entry) => entry === null || typeof entry === 'string');
  return isTexts ? parsed : undefined;
}

/** Fluxx keeps some structures as JSON text already (dashboards, stencils): that text is passed on as it is. */
function isJsonText(value: unknown): value is string {
  return typeof value === 'string' && /^\s*[[{]/.test(value) && tryParseJson(value) !== undefined;
}
