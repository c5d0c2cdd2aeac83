import type { Json } from '../../test/simulator/json.ts';
import { digitsOf, jsonText, parseExact, toDigits } from './exact-json.ts';

/** Whether a field holds times, which may be written in other ways. */
function isMoment(name: string): boolean {
  return name.endsWith('_at');
}

/**
 * Whether a field may be emitted so where it was sent so: as the same, in another form that loses nothing, or as null
 * where it does not fit. This is docs/types.md once more, as far as the fields here need it.
 */
export function isMadeOf(name: string, emitted: Json, sent: Json): boolean {
  if (emitted === null) return mayBeNull(name, sent);
  if (sent === null) return false;
  if (jsonText(emitted) === jsonText(sent)) return true;
  const digits = digitsOf(emitted);
  // A number is made of a number, which is the same then, or of a text that says the same number.
  if (digits !== undefined) return typeof sent === 'string' && toDigits(sent) === digits;
  if (typeof emitted !== 'string') return false;
  const sentDigits = digitsOf(sent);
  if (sentDigits !== undefined) return toDigits(emitted) === sentDigits;
  if (typeof sent === 'string') return emitted === repaired(sent) || isSameMoment(name, emitted, sent);
  const told = parseExact(emitted);
  return told !== undefined && jsonText(told) === jsonText(sent);
}

/** A time that does not fit has too many reasons to be told here; a text always fits, and so does a number that is one. */
function mayBeNull(name: string, sent: Json): boolean {
  if (sent === null || isMoment(name)) return true;
  if (name !== 'score') return jsonText(sent) === 'too deep';
  const digits = digitsOf(sent) ?? (typeof sent === 'string' ? toDigits(sent) : undefined);
  return digits === undefined || !Number.isFinite(Number(digits));
}

/** Two ways to write the same time. */
export function isSameMoment(name: string, emitted: string, sent: string): boolean {
  return isMoment(name) && Date.parse(emitted) === Date.parse(sent);
}

/** On NUL and on halves of surrogate pairs most targets crash. */
function repaired(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\uFFFD');
}
