import { base64Forms, codeOf, joinBase64 } from './secret-forms.ts';

/** Values that must never be printed, however they are spelled in URLs, headers and JSON. */
export interface Redactor {
  /** Adds a secret as soon as it is known: those of the configuration at the start, each token when it is obtained. */
  add(secret: string): void;
  /** The text with every known secret replaced. */
  redact(text: string): string;
}

/** Shorter values would blank out ordinary words. What Base64 makes of the others is longer than they are. */
const shortest = 6;

/** A regular expression has a largest size. Of a longer secret, each piece of this length is a secret. */
const longest = 300;

/** Creates an empty redactor. */
export function createRedactor(): Redactor {
  const codes = new Map<string, number>();
  let patterns: readonly RegExp[] = [];
  const blankOut = (text: string): string => patterns.reduce((clean, pattern) => clean.replace(pattern, '****'), text);
  return {
    add(secret) {
      const pieces = secret.match(piece) ?? [];
      for (const part of pieces) {
        codes.set(codeOf(part), part.length);
        for (const form of base64Forms(part)) codes.set(codeOf(form), form.length);
      }
      // Longest first: a secret inside another must not leave the rest of the longer one standing.
      // In any case: escapes are written in either, and a host's name in small letters.
      patterns = [...codes].sort(([, a], [, b]) => b - a).map(([code]) => new RegExp(code, 'gi'));
    },
    redact(text) {
      const clean = blankOut(text);
      const joined = joinBase64(clean);
      const again = joined === clean ? clean : blankOut(joined);
      return again === joined ? clean : again;
    },
  };
}

/** Also of what is short enough. */
const piece = new RegExp(`[^]{${shortest},${longest}}`, 'g');
