/** No page of rows comes near it, and several at a time still fit into memory. In bytes, decompressed. */
export const largestAnswer = 32 * 1024 * 1024;

/**
 * Five hundred rows of three thousand columns. A value costs a hundred bytes once it is parsed, however short it was: as
 * many as fit the largest answer would take several gigabytes.
 */
export const mostValues = 1_500_000;

/** No instance has a hundredth of it: a server that counts more would be asked for pages for ever. */
export const mostRows = 1_000_000_000;

/** An answer with a token has some hundred characters. */
export const longestTokenAnswer = 100_000;

const marks = new Set(['[', '{', ','].map((mark) => mark.charCodeAt(0)));

/**
 * Whether a JSON text may hold more values than are parsed: by the marks that begin them, also where
 * they stand inside of strings, for to tell those apart takes longer than to ask for less.
 */
export function holdsTooMuch(text: string): boolean {
  if (text.length <= mostValues) return false;
  let values = 0;
  for (let index = 0; index < text.length; index++) if (marks.has(text.charCodeAt(index))) values += 1;
  return values > mostValues;
}
