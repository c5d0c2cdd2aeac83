import type { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';

/** Where messages go. */
export interface Output {
  /** Writes whole lines and waits until the reader has room for more: nothing piles up in memory. */
  write(lines: string): Promise<void>;
  /** Waits until everything is with the reader: only then may the process end. */
  flush(): Promise<void>;
  /** Whether the reader has closed its end. What is written then goes nowhere, quietly. */
  isClosed(): boolean;
}

/** Wraps a stream of the process. */
export function createOutput(stream: Writable): Output {
  let isClosed = false;
  const close = (): void => {
    // EPIPE: the reader has what it wanted, or died. Either way nobody is left to tell.
    isClosed = true;
  };
  stream.on('error', close);
  stream.on('close', close);
  return {
    async write(lines) {
      if (lines === '' || isClosed) return;
      // A file takes everything at once, and then nothing else would get its turn while a page is written: the request
      // for the next one would not go out, nor a signal be heard.
      await (stream.write(lines) ? turn() : roomIn(stream));
    },
    async flush() {
      if (!isClosed) await new Promise<void>((resolve) => stream.write('', () => resolve()));
    },
    isClosed: () => isClosed,
  };
}

/** Resolves when the stream takes more, or never will. */
function roomIn(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close', 'error'] as const;
    const settle = (): void => {
      for (const event of events) stream.off(event, settle);
      resolve();
    };
    for (const event of events) stream.on(event, settle);
  });
}
