import { pipeline } from 'node:stream';
import split2 from 'split2';
import { type LineDamage, wholeLines } from './whole-lines.ts';

/** One line of the input. `text` is empty when the line is damaged. */
export interface Line {
  readonly number: number;
  readonly text: string;
  readonly damage: LineDamage | undefined;
}

/** The lines of a byte stream, numbered from 1, none of them longer than `maxBytes`. Throws what the stream throws. */
export async function* readLines(input: NodeJS.ReadableStream, maxBytes: number): AsyncGenerator<Line> {
  const guard = wholeLines(maxBytes);
  const lines = split2('\n');
  // The pipeline hands an error of any part to `lines`, whose iteration throws it; nothing is left for the callback.
  pipeline(input, guard.stream, lines, () => undefined);
  let number = 0;
  for await (const text of lines) {
    number += 1;
    yield { number, text: String(text), damage: guard.takeDamage(number) };
  }
}
