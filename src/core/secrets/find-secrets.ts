import { type ByteText, mostBytes, toByteText } from './byte-text.ts';
import { decodeBase64, decodings } from './decodings.ts';

/** A part of a text: from, and up to. */
export type Range = readonly [from: number, end: number];

/** What is written in a way that is written in a way, and so on: JSON in a URL in Base64 is three deep. */
const deepest = 4;

/** So many times the text itself are looked through: a server could write one that can be read in thousands of ways. */
const mostReadings = 64;

/**
 * A secret as it is looked for: as it is, and as what it would be taken for where it looks like an escape itself. A program
 * that escapes some signs and leaves others alone writes `%AA ` as `%AA%20`, which is decoded as a whole.
 */
export function toNeedles(secret: string): readonly string[] {
  const text = toByteText(secret.toWellFormed());
  const misread = decodings.flatMap((decode) => (decode === decodeBase64 ? [] : decode(text)));
  return [text, ...misread].map(({ bytes }) => fold(bytes));
}

/**
 * Where secrets stand in a text, as they are, or as URLs, forms, JSON, HTML and Base64 write them, one within the other.
 * The text is decoded and searched, decoded again and searched again: a pattern of all the ways in which each sign may be
 * written can be made to try them for ever.
 * @returns `undefined` where the text can be read in too many ways to look through all of them
 */
export function findSecrets(text: string, needles: readonly string[]): readonly Range[] | undefined {
  const shortest = Math.min(...needles.map(({ length }) => length));
  if (text.length * mostBytes < shortest) return []; // as most names are
  let readings: readonly ByteText[] = [toByteText(text.toWellFormed())];
  let left = (text.length + 1000) * mostReadings;
  const seen = new Set<string>();
  const found: Range[] = [];
  for (let depth = 0; readings.length > 0; depth++) {
    for (const reading of readings) {
      left -= reading.bytes.length;
      if (left < 0) return undefined;
      for (const range of findIn(reading, needles)) found.push(range);
    }
    if (depth === deepest) break;
    const next: ByteText[] = [];
    for (const reading of readings) {
      for (const decoded of decodings.flatMap((decode) => decode(reading))) {
        if (decoded.bytes.length < shortest || seen.has(decoded.bytes)) continue;
        seen.add(decoded.bytes);
        next.push(decoded);
      }
    }
    readings = next;
  }
  return found;
}

function findIn({ bytes, from, end }: ByteText, needles: readonly string[]): readonly Range[] {
  const folded = fold(bytes);
  const found: Range[] = [];
  for (const needle of needles) {
    for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + needle.length)) {
      found.push([from[at] ?? 0, end[at + needle.length - 1] ?? 0]);
    }
  }
  return found;
}

/** What is told apart by nobody who repeats a text: hosts are written in small letters, blanks as `+` or as ends of lines. */
function fold(bytes: string): string {
  return bytes.toLowerCase().replace(/[\t\n\v\f\r+]/g, ' ');
}
