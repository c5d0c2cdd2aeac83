import { isUtf8 } from 'node:buffer';
import { Transform } from 'node:stream';

/** Why a line was not passed on. */
export type LineDamage = 'line-too-long' | 'line-not-utf-8';

/** A transform of bytes, and what it left out. */
export interface WholeLines {
  readonly stream: Transform;
  /** Why line `number` (from 1) came through empty, and forgets it; nothing for a sound line. */
  readonly takeDamage: (number: number) => LineDamage | undefined;
}

const newline = 0x0a;
const newlineBytes = Buffer.from('\n');

/**
 * Passes bytes on in whole lines and empties the lines that are longer than `maxBytes` or not UTF-8. It stands before
 * the splitter because a splitter decodes (bad bytes would silently become U+FFFD, which is also a lawful character),
 * drops what is too long without a trace, and joins an unfinished line anew at every chunk.
 */
export function wholeLines(maxBytes: number): WholeLines {
  const damage = new Map<number, LineDamage>();
  const unfinished = createUnfinishedLine(maxBytes);
  let number = 1;

  const checked = (line: Buffer): Buffer => {
    const fault = damageOf(line, maxBytes);
    if (fault) damage.set(number, fault);
    number += 1;
    return fault ? newlineBytes : line;
  };
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const end = chunk.lastIndexOf(newline) + 1;
      if (end > 0) {
        const whole = unfinished.take(chunk.subarray(0, end));
        this.push(Buffer.concat(linesOf(whole).map(checked)));
      }
      unfinished.hold(chunk.subarray(end));
      done();
    },
    flush(done) {
      // The last line may lack its newline; one is added, so that an emptied last line is still seen as a line.
      const rest = unfinished.take(newlineBytes);
      if (rest.length > 1) this.push(checked(rest));
      done();
    },
  });
  return { stream, takeDamage: (line) => takeFrom(damage, line) };
}

function takeFrom(damage: Map<number, LineDamage>, line: number): LineDamage | undefined {
  const found = damage.get(line);
  damage.delete(line);
  return found;
}

function damageOf(line: Buffer, maxBytes: number): LineDamage | undefined {
  if (line.length - 1 > maxBytes) return 'line-too-long';
  return isUtf8(line) ? undefined : 'line-not-utf-8';
}

function linesOf(block: Buffer): readonly Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < block.length; ) {
    const end = block.indexOf(newline, start) + 1;
    lines.push(block.subarray(start, end));
    start = end;
  }
  return lines;
}

/** Keeps the beginning of a line until its end comes, but never more than just over `maxBytes` of it. */
function createUnfinishedLine(maxBytes: number) {
  let parts: Buffer[] = [];
  let length = 0;
  return {
    hold: (part: Buffer) => {
      const room = maxBytes + 1 - length;
      if (room <= 0 || part.length === 0) return;
      parts.push(part.subarray(0, room));
      length += Math.min(part.length, room);
    },
    take: (rest: Buffer): Buffer => {
      const whole = parts.length === 0 ? rest : Buffer.concat([...parts, rest]);
      parts = [];
      length = 0;
      return whole;
    },
  };
}
