import type { Writable } from 'node:stream';

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
  stream.on('error', () => {
    // EPIPE: the reader has what it wanted, or died. Either way nobody is left to tell.
    isClosed = true;
  });
  return {
    async write(lines) {
      if (lines === '' || isClosed) return;
      if (!stream.write(lines)) await roomIn(stream);
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
