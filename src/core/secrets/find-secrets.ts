import { type ByteText, mostBytes, toByteText } from './byte-text.ts';
import { decodeBase64, decodings } from './decodings.ts';
import { type Pieces, pieceLength } from './pieces.ts';

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

/** What is looked for: whole secrets, and those of which a piece is enough. */
export interface Wanted {
  readonly needles: readonly string[];
  readonly pieces: Pieces;
}

/**
 * Where secrets stand in a text, as they are, or as URLs, forms, JSON, HTML and Base64 write them, one within the other.
 * The text is decoded and searched, decoded again and searched again: a pattern of all the ways in which each sign may be
 * written can be made to try them for ever.
 * @returns `undefined` where the text can be read in too many ways to look through all of them
 */
export function findSecrets(text: string, wanted: Wanted): readonly Range[] | undefined {
  const lengths = wanted.needles.map(({ length }) => length);
  const shortest = Math.min(...lengths, wanted.pieces.isEmpty() ? Number.POSITIVE_INFINITY : pieceLength);
  if (text.length * mostBytes < shortest) return []; // as most names are
  let readings: readonly ByteText[] = [toByteText(text.toWellFormed())];
  let left = (text.length + 1000) * mostReadings;
  const seen = new Set<string>();
  const found: Range[] = [];
  for (let depth = 0; readings.length > 0; depth++) {
    for (const reading of readings) {
      left -= reading.bytes.length;
      if (left < 0) return undefined;
      for (const range of findIn(reading, wanted)) found.push(range);
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

function findIn({ bytes, from, end }: ByteText, { needles, pieces }: Wanted): readonly Range[] {
  const folded = fold(bytes);
  const found: Range[] = [];
  const add = (at: number, length: number): void => {
    found.push([from[at] ?? 0, end[at + length - 1] ?? 0]);
  };
  for (const needle of needles) {
    for (let at = folded.indexOf(needle); at !== -1; at = folded.indexOf(needle, at + needle.length)) {
      add(at, needle.length);
    }
  }
  if (pieces.isEmpty()) return found;
  for (let at = 0; at + pieceLength <= folded.length; at++) {
    if (!pieces.has(folded.slice(at, at + pieceLength))) continue;
    const begin = at;
    // A secret that is there as a whole is one range: texts of a hundred thousand signs would be as many.
    while (pieces.has(folded.slice(at + 1, at + 1 + pieceLength))) at += 1;
    add(begin, at - begin + pieceLength);
  }
  return found;
}

/** What is told apart by nobody who repeats a text: hosts are written in small letters, blanks as `+` or as ends of lines. */
function fold(bytes: string): string {
  return bytes.toLowerCase().replace(/[\t\n\v\f\r+]/g, ' ');
}
