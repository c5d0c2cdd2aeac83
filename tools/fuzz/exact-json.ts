import { type Json, parseJson } from '../../test/simulator/json.ts';

/** Begins the text that stands for a number. Its first character is none of any script, so no answer holds it. */
const mark = '\u{10FFFE}number ';

const marked = new RegExp(`"${mark}([^"]*)"`, 'gu');

/** In a text that is known to be JSON: its strings and its numbers. Whatever looks like a number in a string is passed over. */
const tokens = /"[^"\\]*(?:\\[^][^"\\]*)*"|-?[0-9][0-9.eE+-]*/g;

const numberParts = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;

/**
 * Reads JSON text and keeps the digits of each number, which a double would round: the judge must see a number that the
 * program rounded. `undefined` where it is no JSON. What numbers become is for `digitsOf` and `jsonText` alone.
 */
export function parseExact(text: string): Json | undefined {
  if (parseJson(text) === undefined) return undefined;
  return parseJson(
    text.replaceAll(tokens, (token) => (token.startsWith('"') ? token : `"${mark}${toDigits(token) ?? token}"`)),
  );
}

/** The digits of a number that was read, in the one way of writing that equal numbers share; `undefined` for anything else. */
export function digitsOf(value: Json): string | undefined {
  return typeof value === 'string' && value.startsWith(mark) ? value.slice(mark.length) : undefined;
}

/** The number that a text of JSON says, as `digitsOf` writes it; `undefined` where it says none. */
export function toDigits(text: string): string | undefined {
  const [, sign, whole, fraction = '', exponent = '0'] = numberParts.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const power = Number(exponent) - fraction.length + digits.length - significant.length;
  return significant === '' ? '0' : `${sign}${significant}e${power}`;
}

/** A number that was read, as a double; `undefined` for anything else. */
export function toDouble(value: Json | undefined): number | undefined {
  const digits = digitsOf(value ?? null);
  return digits === undefined ? undefined : Number(digits);
}

/**
 * The JSON text of a value that was read: the same for equal values, for numbers too. Of one that is nested too deep, a
 * text that no other value has.
 */
export function jsonText(value: Json): string {
  try {
    return JSON.stringify(value).replaceAll(marked, '$1');
  } catch {
    return 'too deep';
  }
}
