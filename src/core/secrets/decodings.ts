import { type ByteText, buildByteText, toBytes } from './byte-text.ts';

/** Undoes one way of writing a text, wherever it was used; none where it was not. Takes time in proportion to the text. */
export type Decoding = (text: ByteText) => readonly ByteText[];

/** Every way in which what we send comes back: in URLs and forms, in JSON, in HTML, and in Base64. */
export const decodings: readonly Decoding[] = [
  decodeMatches(/%([0-9A-Fa-f]{2})/g, ([, byte]) => fromHex(byte)),
  decodeMatches(
    /\\(?:u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(["\\/bfnrt]))/g,
    ([, high, low, unit, byte, short = '']) => {
      if (byte !== undefined) return fromHex(byte);
      if (high !== undefined) return toBytes(fromHex(high) + fromHex(low));
      return unit === undefined ? (shortEscapes.get(short) ?? short) : toBytes(fromHex(unit));
    },
  ),
  decodeMatches(/&(?:#([0-9]{1,7})|#[Xx]([0-9A-Fa-f]{1,6})|([a-z]{2,6}));/g, ([whole, decimal, hex, name = '']) => {
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    if (Number.isNaN(point)) return namedEntities.get(name) ?? whole;
    return point > 0x10_ff_ff ? whole : toBytes(String.fromCodePoint(point));
  }),
  decodeBase64,
];

/** The others stand for themselves. */
const shortEscapes: ReadonlyMap<string, string> = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const namedEntities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['plus', '+'],
  ['sol', '/'],
  ['bsol', '\\'],
  ['equals', '='],
]);

function fromHex(digits = ''): string {
  return String.fromCharCode(Number.parseInt(digits, 16));
}

/** `pattern` must find in one pass, without trying again; what it finds must be no shorter than what it is decoded to. */
function decodeMatches(pattern: RegExp, decode: (match: RegExpMatchArray) => string): Decoding {
  return (text) => {
    if (text.bytes.search(pattern) === -1) return [];
    const builder = buildByteText(text.bytes.length);
    let done = 0;
    for (const match of text.bytes.matchAll(pattern)) {
      builder.copy(text, done, match.index);
      done = match.index + match[0].length;
      builder.add(decode(match), text.from[match.index] ?? 0, text.end[done - 1] ?? 0);
    }
    builder.copy(text, done, text.bytes.length);
    return [builder.build()];
  };
}

/** A run of signs that may be Base64, in either alphabet, and in lines of any length. */
const runs = /[A-Za-z0-9+/_-](?:\s{0,4}[A-Za-z0-9+/_-]){7,}/g;

/**
 * A run may begin with signs of something else, a word before it say, so it is read from each of its first four on. What
 * was no Base64 comes out as rubbish, which holds no secret.
 */
export function decodeBase64(text: ByteText): readonly ByteText[] {
  const found = Array.from(text.bytes.matchAll(runs), ({ 0: run, index }) => placesOf(run, index));
  return found.length === 0 ? [] : [0, 1, 2, 3].map((offset) => readRuns(text, found, offset));
}

/** Where the signs of a run stand, without the blanks between them. */
function placesOf(run: string, index: number): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < run.length; at++) if (/\S/.test(run[at] ?? '')) places.push(index + at);
  return places;
}

function readRuns({ bytes, from, end }: ByteText, found: readonly (readonly number[])[], offset: number): ByteText {
  const builder = buildByteText(bytes.length);
  for (const run of found) {
    const places = run.slice(offset);
    const length = places.length % 4 === 1 ? places.length - 1 : places.length; // one sign of a group holds no byte
    const signs = places.slice(0, length).map((place) => bytes[place]);
    const decoded = atob(signs.join('').replaceAll('-', '+').replaceAll('_', '/'));
    for (let at = 0; at < decoded.length; at++) {
      const first = places[Math.floor((at * 8) / 6)] ?? 0;
      const last = places[Math.ceil(((at + 1) * 8) / 6) - 1] ?? 0;
      builder.add(decoded[at] ?? '', from[first] ?? 0, end[last] ?? 0);
    }
    const behind = end[places.at(-1) ?? 0] ?? 0;
    builder.add('\n', behind, behind);
  }
  return builder.build();
}
