import { listValues } from './convert.ts';
import type { FieldType } from './stream-definition.ts';

/** Answers the converted value itself where there is nothing to repair. `value` is what it was made of. */
type Repair = (converted: unknown, value: unknown) => unknown;

/** In JSON text the same characters are also said by escapes; it may be what comes behind an escaped backslash. */
const suspiciousEscape = /\\u(?:0000|[dD][89a-fA-F])/;
const escape = /\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u0000|u[dD][89a-fA-F]..|[^])/g;

/**
 * Half a surrogate pair or a NUL makes most targets crash: both become U+FFFD. JSON text has them as escapes, which burst
 * where it is unpacked later (PostgreSQL's `jsonb` takes neither). Types that hold no text need no repair.
 */
export const repairs: Readonly<Partial<Record<FieldType, Repair>>> = {
  text: (text, value) => (typeof value === 'object' ? repairJsonText(text as string) : repairText(text as string)),
  json: (text) => repairJsonText(text as string),
  values: (texts, value) => repairValues(texts as readonly string[], value),
};

/** Text without what makes most targets crash. */
export function repairText(text: string): string {
  return needsNoRepair(text) ? text : text.toWellFormed().replaceAll('\0', '\uFFFD');
}

/** Whether every target can store a text as it is. */
export function needsNoRepair(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function repairJsonText(text: string): string {
  const repaired = repairText(text);
  return suspiciousEscape.test(repaired) ? repaired.replace(escape, repairEscape) : repaired;
}

/** A whole pair has twelve characters; an escape of two may be an escaped backslash, whose `u` means nothing. */
function repairEscape(found: string): string {
  return found.length === 6 ? '\uFFFD' : found;
}

/** A value that is no text was made JSON text; text is left alone, even where it looks like JSON. */
function repairValues(texts: readonly string[], value: unknown): readonly string[] {
  if (texts.every((text) => repairJsonText(text) === text)) return texts;
  const entries = listValues(value);
  const repaired = texts.map((text, at) => (typeof entries[at] === 'object' ? repairJsonText(text) : repairText(text)));
  return repaired.some((text, at) => text !== texts[at]) ? repaired : texts;
}
