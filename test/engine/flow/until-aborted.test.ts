import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { createUntilAborted } from '../../../src/engine/flow/until-aborted.ts';

const never = new Promise<never>(() => undefined);

describe('A promise that is waited for until a signal is aborted', () => {
  it('comes to what it comes to, with one listener for all', async () => {
    const { signal } = new AbortController();
    const untilAborted = createUntilAborted(signal);
    await expect(untilAborted(Promise.resolve(1))).resolves.toBe(1);
    await expect(untilAborted(Promise.reject(new Error('oops')))).rejects.toThrow('oops');
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
  });

  it('is waited for no longer once the signal is aborted, or where it was before', async () => {
    const ending = new AbortController();
    const untilAborted = createUntilAborted(ending.signal);
    const waiting = untilAborted(never);
    ending.abort(new Error('the run ends'));
    await expect(waiting).rejects.toThrow('the run ends');
    await expect(untilAborted(never)).rejects.toThrow('the run ends');
  });

  it('is not left to fail unheard afterwards', async () => {
    const ending = new AbortController();
    let fail: (reason: Error) => void = () => undefined;
    const late = new Promise<never>((_resolve, reject) => {
      fail = reject;
    });
    const waiting = createUntilAborted(ending.signal)(late);
    ending.abort(new Error('the run ends'));
    await expect(waiting).rejects.toThrow('the run ends');
    fail(new Error('late'));
    await new Promise((resolve) => setImmediate(resolve)); // an unhandled rejection would end the process
  });
});
