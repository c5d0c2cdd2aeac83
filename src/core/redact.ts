import { blankOutBase64 } from './base64-secrets.ts';
import { patternFor, patternForBytes } from './secret-forms.ts';

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
const longest = 1000;

/** Creates an empty redactor. */
export function createRedactor(): Redactor {
  const secrets = new Set<string>();
  let inText: readonly RegExp[] = [];
  let inBytes: readonly RegExp[] = [];
  return {
    add(secret) {
      for (const part of secret.match(piece) ?? []) secrets.add(part);
      // Longest first: a secret inside another must not leave the rest of the longer one standing.
      const sorted = [...secrets].sort((a, b) => b.length - a.length);
      // In any case: escapes are written in either, and a host's name in small letters.
      inText = sorted.map((part) => new RegExp(patternFor(part), 'gi'));
      inBytes = sorted.map((part) => new RegExp(patternForBytes(part), 'gi'));
    },
    redact: (text) =>
      blankOutBase64(
        inText.reduce((clean, pattern) => clean.replace(pattern, '****'), text),
        inBytes,
      ),
  };
}

/** A secret that is neither too short nor too long is one piece. */
const piece = new RegExp(`[^]{${shortest},${longest}}`, 'g');
