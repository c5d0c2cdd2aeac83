import type { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { ConnectorError } from '../core/connector-error.ts';
import { explainWriteFailure } from './write-failure.ts';

/** Where messages go. */
export interface Output {
  /** Writes whole lines, in one piece or several, and waits until the reader has room for more: nothing piles up. */
  write(lines: string | readonly string[]): Promise<void>;
  /** Waits until everything is with the reader: only then may the process end. */
  flush(): Promise<void>;
  /** Whether nothing more can be written: the reader has closed its end, or a write failed. What comes then goes nowhere. */
  isClosed(): boolean;
  /** Has `listener` told when nothing more can be written. */
  onClose(listener: () => void): void;
  /** OUTPUT_FAILED where something was not written though the reader wants it: the disk is full, say. */
  failure(): ConnectorError | undefined;
}

/** Wraps a stream of the process. */
export function createOutput(stream: Writable): Output {
  let isClosed = false;
  let failure: ConnectorError | undefined;
  const listeners: (() => void)[] = [];
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const listener of listeners) listener();
  };
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (!isClosed && !isReaderGone(code)) failure = outputFailed(code);
    close();
  });
  stream.on('close', close);
  return {
    async write(lines) {
      const pieces = [lines].flat().filter((piece) => piece !== '');
      if (pieces.length === 0 || isClosed) return;
      // A stream that always has room must not keep everything else waiting while a page is written: the request for the
      // next one would not go out, nor a signal be heard.
      for (const piece of pieces) stream.write(piece);
      await (stream.writableNeedDrain ? roomIn(stream) : turn());
    },
    async flush() {
      if (!isClosed) await new Promise<void>((resolve) => stream.write('', () => resolve()));
      await turn(); // an error is told to the writers first, and to us after them
    },
    isClosed: () => isClosed,
    onClose: (listener) => void listeners.push(listener),
    failure: () => failure,
  };
}

/** The reader has what it wanted, or died: nobody is left to tell. A socket says it in another way than a pipe. */
function isReaderGone(code: string | undefined): boolean {
  return code === 'EPIPE' || code === 'ECONNRESET';
}

function outputFailed(code = 'unknown reason'): ConnectorError {
  return new ConnectorError(
    'config',
    'OUTPUT_FAILED',
    `Cannot write to stdout: ${explainWriteFailure(code)}. What it holds is incomplete.`,
  );
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
