import { ExactNumber, reviveExact } from './exact-number.ts';

/**
 * A number that a double does not hold has sixteen digits and points in a row, or an exponent of three digits. Written
 * out rather than as `{16}`, for then the search skips ahead by whole stretches: an eighth of the time.
 */
const long = '[0-9.]'.repeat(16);
const suspicious = new RegExp(`${long}|[0-9][eE][+-]?[0-9][0-9][0-9]`);
const candidates = new RegExp(`${long}[0-9.]*(?:[eE][+-]?[0-9]+)?|(?<![0-9.])[0-9][0-9.]*[eE][+-]?[0-9]{3,}`, 'g');
/** Strings are skipped in runs, for an alternation a character would exhaust the stack on one of some megabytes. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;

/**
 * `JSON.parse` that rounds nothing: numbers which a double cannot hold become `ExactNumber`. Nearly every answer has
 * none and goes the fast way, also where doubles are written with all of their digits.
 * @throws SyntaxError; RangeError for a value that is nested some thousand levels deep beside such a number
 */
export function parseExactJson(text: string): unknown {
  // Quotes would mend what is malformed: a leading zero, a number as a key. And a string that nothing ends would be sought
  // the end of at every quote inside of it.
  const rounded: unknown = JSON.parse(text);
  if (!mayHoldInexact(text)) return rounded;
  let found = 0;
  const quoted = text.replace(tokens, (token) => {
    if (token.startsWith('"') || !isInexact(token)) return token;
    found += 1;
    return JSON.stringify(new ExactNumber(token));
  });
  if (found === 0) return rounded;
  return JSON.parse(quoted, (_key, value: unknown) => reviveExact(value));
}

/**
 * The value of a JSON text with each number as the text that it was written as: `5.0` and `5` are the same number.
 * @throws SyntaxError for text that is no JSON
 */
export function parseWithNumbersAsText(text: string): unknown {
  return JSON.parse(text.replace(tokens, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

/** Looks at digits wherever they stand, also inside of strings: to tell those apart costs several times the parsing. */
function mayHoldInexact(text: string): boolean {
  if (!suspicious.test(text)) return false;
  for (const [digits] of text.matchAll(candidates)) if (isInexact(digits)) return true;
  return false;
}

/** Whether a double would change the number: its shortest digits differ from those that came. */
function isInexact(token: string): boolean {
  if (token.length < 16 && !/e/i.test(token)) return false;
  const value = Number(token);
  return !Number.isFinite(value) || significand(String(value)) !== significand(token);
}

/** Digits and magnitude, without signs, points and zeros that carry nothing. */
function significand(number: string): string {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().replace(/^-/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const trimmed = digits.slice(0, lengthWithoutZeros(digits));
  if (trimmed === '') return '0';
  const magnitude = Number(exponent) - fraction.length + digits.length - trimmed.length;
  return `${trimmed}e${magnitude}`;
}

/** Counted from the end: a pattern would look at zeros in the middle once for each of them. */
function lengthWithoutZeros(digits: string): number {
  let length = digits.length;
  while (digits[length - 1] === '0') length -= 1;
  return length;
}
