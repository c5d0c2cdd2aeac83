import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
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

function systemError(code: string): Error {
  return Object.assign(new Error(`write ${code}`), { code });
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
    const output = createOutput(stream);
    for (const nothing of ['', [], ['', '']]) await output.write(nothing);
    expect(stream.read()).toBeNull();
  });

  it('writes pieces in their order, and waits when the reader has no room after the last', async () => {
    const stream = new PassThrough({ highWaterMark: 4 });
    const output = createOutput(stream);
    const writing = output.write(['ab', '', 'cd', 'ef']);
    expect(await isSettled(writing)).toBe(false);
    const heard: unknown[] = [];
    stream.on('data', (chunk) => heard.push(String(chunk)));
    await writing;
    await output.flush();
    expect(heard.join('')).toBe('abcdef');
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
    stream.destroy(systemError('EPIPE'));
    await writing;
    expect(output.isClosed()).toBe(true);
    await output.write('more');
    await output.flush();
    expect(output.failure()).toBeUndefined();
  });

  it.each([
    ['ENOSPC', 'Cannot write to stdout: no space is left (ENOSPC). What it holds is incomplete.'],
    ['EIO', 'Cannot write to stdout: the device failed (EIO). What it holds is incomplete.'],
    ['EBADF', 'Cannot write to stdout: EBADF. What it holds is incomplete.'],
  ])('says why it cannot be written when that is not the reader (%s)', async (code, message) => {
    const stream = new Writable({ write: (_chunk, _encoding, done) => done(systemError(code)) });
    const output = createOutput(stream);
    await output.write('abc');
    await output.write('more');
    await output.flush();
    expect(output.isClosed()).toBe(true);
    expect(output.failure()).toMatchObject({ code: 'OUTPUT_FAILED', message });
  });

  it('knows of a failure once it is flushed, however late that comes', async () => {
    const stream = new Writable({
      write: (_chunk, _encoding, done) => void setImmediate(() => setImmediate(() => done(systemError('ENOSPC')))),
    });
    const output = createOutput(stream);
    await output.write('abc');
    expect(output.failure()).toBeUndefined();
    await output.flush();
    expect(output.failure()?.code).toBe('OUTPUT_FAILED');
  });

  it('is not failed by what comes of writing to a reader that has gone', async () => {
    const stream = new PassThrough();
    const output = createOutput(stream);
    stream.emit('error', systemError('ECONNRESET'));
    stream.emit('error', systemError('ERR_STREAM_DESTROYED'));
    await output.flush();
    expect(output.isClosed()).toBe(true);
    expect(output.failure()).toBeUndefined();
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
