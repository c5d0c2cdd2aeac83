import { decimal } from './decimal.ts';

/** What a JSON text says, in a form that compares: numbers as exact decimals, objects as maps, whatever the order. */
export type Shape = null | boolean | string | Decimal | readonly Shape[] | ReadonlyMap<string, Shape>;

interface Decimal {
  readonly decimal: string;
}

const tokens = /"(?:[^"\\]|\\[^])*"|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/g;

/**
 * The shape of a JSON text, with each of its texts passed through `mend`.
 * @throws SyntaxError
 */
export function exactShape(json: string, mend: (text: string) => string = (text) => text): Shape {
  JSON.parse(json);
  // Texts are marked, so that a number in quotes is never taken for a number.
  const quoted = json.replace(tokens, (token) =>
    token.startsWith('"') ? `"t${token.slice(1)}` : `"n${decimal(token)}"`,
  );
  return toShape(JSON.parse(quoted), mend);
}

function toShape(value: unknown, mend: (text: string) => string): Shape {
  if (typeof value === 'string') return value.startsWith('n') ? { decimal: value.slice(1) } : mend(value.slice(1));
  if (Array.isArray(value)) return value.map((item) => toShape(item, mend));
  if (typeof value !== 'object' || value === null) return value as boolean | null;
  return new Map(Object.entries(value).map(([key, inner]) => [mend(key.slice(1)), toShape(inner, mend)]));
}

/** Text that every target can store: code point by code point, whatever is none becomes U+FFFD. */
export function storable(text: string): string {
  return Array.from(text, (point) => (/^[\0\ud800-\udfff]$/.test(point) ? '\uFFFD' : point)).join('');
}
