import { randomUUID } from 'node:crypto';
import { ExactNumber } from '../core/exact-number.ts';

/** Sixteen digits in a row may be more than a double holds; so may fewer digits on both sides of a point. */
const suspicious = /[0-9]{16}|[0-9][0-9.]{16}|[eE][+-]?[0-9]{3}/;
const tokens = /"(?:[^"\\]|\\.)*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;
/** Nobody can have written this in a text field. */
const mark = `${randomUUID()}:`;

/**
 * `JSON.parse` that rounds nothing: numbers which a double cannot hold become `ExactNumber`. Nearly every answer has
 * none and goes the fast way.
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  if (!suspicious.test(text)) return JSON.parse(text);
  let found = 0;
  const quoted = text.replace(tokens, (token) => {
    if (token.startsWith('"') || !isInexact(token)) return token;
    found += 1;
    return JSON.stringify(`${mark}${token}`);
  });
  if (found === 0) return JSON.parse(text);
  return JSON.parse(quoted, (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? new ExactNumber(value.slice(mark.length)) : value,
  );
}

/** Whether a double would change the number: its shortest digits differ from those that came. */
function isInexact(token: string): boolean {
  const value = Number(token);
  return !Number.isFinite(value) || significand(String(value)) !== significand(token);
}

/** Digits and magnitude, without signs, points and zeros that carry nothing. */
function significand(number: string): string {
  const [mantissa = '', exponent = '0'] = number.toLowerCase().replace('-', '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const trimmed = digits.replace(/0+$/, '');
  if (trimmed === '') return '0';
  const magnitude = Number(exponent) - fraction.length + digits.length - trimmed.length;
  return `${trimmed}e${magnitude}`;
}
