import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { createOutput } from '../../src/platform/output.ts';

/** Whether a promise has been settled once everything that was due has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => {
    settled = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe('the output', () => {
  it('waits until the reader has room for more', async () => {
    const stream = new PassThrough({ highWaterMark: 4 });
    const output = createOutput(stream);
    expect(await isSettled(output.write('abc'))).toBe(true);
    const writing = output.write('defgh');
    expect(await isSettled(writing)).toBe(false);
    expect(String(stream.read())).toBe('abcdefgh');
    await writing;
  });

  it('writes nothing for no lines', async () => {
    const stream = new PassThrough();
    await createOutput(stream).write('');
    expect(stream.read()).toBeNull();
  });

  it('is flushed once everything is with the reader', async () => {
    const stream = new PassThrough({ highWaterMark: 1, readableHighWaterMark: 1 });
    const output = createOutput(stream);
    void output.write('a');
    void output.write('b');
    const flushing = output.flush();
    expect(await isSettled(flushing)).toBe(false);
    stream.resume();
    await flushing;
  });

  it('goes nowhere, quietly, once the reader has died', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const output = createOutput(stream);
    const writing = output.write('abc');
    expect(output.isClosed()).toBe(false);
    stream.destroy(new Error('write EPIPE'));
    await writing;
    expect(output.isClosed()).toBe(true);
    await output.write('more');
    await output.flush();
  });

  it('ends for a writer that waits when the reader closes without an error', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const output = createOutput(stream);
    const writing = output.write('abc');
    const closed = once(stream, 'close');
    stream.destroy();
    await Promise.all([writing, closed]);
    await output.write('more');
    await output.flush();
    expect(output.isClosed()).toBe(true);
  });

  it('keeps no listeners of writers that have their turn', async () => {
    const stream = new PassThrough({ highWaterMark: 1 });
    const output = createOutput(stream);
    const events = ['drain', 'close', 'error'];
    const before = events.map((event) => stream.listenerCount(event));
    for (let turn = 0; turn < 20; turn++) {
      const writing = output.write('abc');
      stream.read();
      await writing;
    }
    expect(events.map((event) => stream.listenerCount(event))).toEqual(before);
  });
});
