import type { Field } from './field.ts';
import { hashText } from './hash.ts';
import { isArray, isObject, type Json, type JsonObject, rawNumber, toText } from './json.ts';

/** How selects and decimals are printed: what the flags of one call ask for. */
export type ValueStyle = {
  readonly selects: 'values' | 'paths' | 'joined';
  /** A POST prints whole decimals with a fraction (`10000.0`), a GET without. */
  readonly decimals: 'plain' | 'fraction';
};

function toSegment(value: Json): JsonObject {
  return isObject(value) ? value : { id: hashText(toText(value)) % 1_000_000, desc: value, val: value };
}

/** The chosen paths of a select; a plain text stands for a path of one segment. */
function toPaths(value: Json): readonly (readonly JsonObject[])[] {
  const paths = isArray(value) ? value : [value];
  return paths.map((path) => (isArray(path) ? path.map(toSegment) : [toSegment(path)]));
}

function renderSelect(field: Field, value: Json, style: ValueStyle): Json {
  const paths = toPaths(value);
  if (style.selects === 'joined')
    return paths.map((path) => path.map((segment) => toText(segment['desc'] ?? '')).join('||'));
  if (style.selects === 'values') return paths.map((path) => path.at(-1)?.['desc'] ?? null);
  return field.single === true ? paths.flat() : paths;
}

/** A value as the API prints it. */
export function renderValue(field: Field, value: Json, style: ValueStyle): Json {
  if (field.type === 'multi_value' && value !== null) return renderSelect(field, value, style);
  const whole = field.type === 'number' && typeof value === 'number' && Number.isInteger(value);
  return whole && style.decimals === 'fraction' ? rawNumber(`${value}.0`) : value;
}
