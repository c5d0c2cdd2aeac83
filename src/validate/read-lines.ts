import { isUtf8 } from 'node:buffer';
import { pipeline } from 'node:stream/promises';
import split2 from 'split2';

/** Why the text of a line is not passed on. */
export type LineDamage = 'line-too-long' | 'line-not-utf-8';

/** One line of the input. `text` is empty when the line is damaged. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly damage: LineDamage | undefined;
}

/** Stands for the bytes of a line that is too long. No byte is such a character. */
const tooLong = '\u2026';

/**
 * The lines of a byte stream, numbered from 1, none of them longer than `maxBytes`. They are split as Latin-1, one
 * character a byte: split as UTF-8, bad bytes would silently become U+FFFD, which is also a lawful character. Throws what
 * the stream throws.
 */
export async function* readLines(
  input: NodeJS.ReadableStream,
  maxBytes: number,
  signal?: AbortSignal,
): AsyncGenerator<Line> {
  const lines = split2({ [Symbol.split]: (text) => splitLines(text, maxBytes) }, { decodeStrings: false });
  // The pipeline hands an error of either part to `lines`, whose iteration throws it; nothing is left to be caught here.
  pipeline(input.setEncoding('latin1'), lines, { ...(signal && { signal }) }).catch(() => undefined);
  let number = 0;
  for await (const line of lines) {
    number += 1;
    yield { number, ...decode(String(line)) };
  }
}

/**
 * The splitter keeps the last part until more of it comes, so that a line without an end would fill the memory. Its own
 * limit drops such a line without a trace, and every line after it would have the wrong number.
 */
function splitLines(text: string, maxBytes: number): string[] {
  return text.split('\n').map((line) => (line.length > maxBytes || line.startsWith(tooLong) ? tooLong : line));
}

function decode(line: string): Omit<Line, 'number'> {
  if (line === tooLong) return { text: '', damage: 'line-too-long' };
  const bytes = Buffer.from(line, 'latin1');
  return isUtf8(bytes) ? { text: bytes.toString(), damage: undefined } : { text: '', damage: 'line-not-utf-8' };
}
