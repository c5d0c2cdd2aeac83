import type { SyncEvent } from '../core/sync-event.ts';

/** Turns what the engine says into lines of one protocol. */
export interface SyncEncoder {
  /** Whole lines, in pieces that are written one after the other; or empty. */
  encode(event: SyncEvent): readonly string[];
  /** The lines that end a run, however it ended. */
  finish(): string;
}

/** One line of JSON. */
export function toLine(message: object): string {
  return `${JSON.stringify(message)}\n`;
}

/** In characters. */
const pieceLength = 16_000;

/**
 * Joins lines to pieces. The text of a whole batch in one would be copied and measured at every step to the reader, and
 * its copies are so large that the runtime clears them away late: on wide rows, some percent of the processor time.
 * Each line alone would be a system call for every narrow record.
 */
export function joinLines(lines: Iterable<string>): readonly string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const line of lines) {
    piece += line;
    if (piece.length < pieceLength) continue;
    pieces.push(piece);
    piece = '';
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}
