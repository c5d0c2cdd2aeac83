/** A JSON value. An object `{$raw: '1.0'}` is printed as the bare number text it holds (see `rawNumber`). */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object of unknown keys. */
export type JsonObject = { readonly [key: string]: Json };

/** A number whose exact text matters, such as `10000.0` or one that a double cannot hold. */
export function rawNumber(text: string): JsonObject {
  return { $raw: text };
}

/** Whether a value is a JSON object: not null and not an array. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is a JSON array. `Array.isArray` alone does not narrow read-only arrays. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether a value that a caller sent means true: a boolean, a number or their texts. */
export function isTrue(value: Json): boolean {
  return value === true || value === 'true' || value === 1 || value === '1';
}

/** Reads JSON text; `undefined` where it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** Prints a value, writing raw numbers as numbers. */
export function toJsonText(value: Json): string {
  const text = JSON.stringify(value);
  return text.includes('{"$raw":"') ? text.replaceAll(/\{"\$raw":"(-?[0-9][0-9.eE+-]*)"\}/g, '$1') : text;
}

/** The number in a JSON number, a raw number or a numeric string; `undefined` for anything else. */
export function toNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'number') return value;
  if (isObject(value) && typeof value['$raw'] === 'string') return Number(value['$raw']);
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isNaN(number) ? undefined : number;
}

/** A value as text: a text itself, anything else in its JSON form. */
export function toText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
