import type { SyncEvent } from '../core/sync-event.ts';

/** Turns what the engine says into lines of one protocol. Each answer is whole lines, or empty. */
export interface SyncEncoder {
  encode(event: SyncEvent): string;
  /** The lines that end a run, however it ended. */
  finish(): string;
}

/** One line of JSON. */
export function toLine(message: object): string {
  return `${JSON.stringify(message)}\n`;
}
