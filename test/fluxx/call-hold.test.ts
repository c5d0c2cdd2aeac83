import { describe, expect, it } from '@jest/globals';
import { createCallHold } from '../../src/fluxx/call-hold.ts';

function createHold(signal = new AbortController().signal) {
  const log: string[] = [];
  const ends: number[] = [];
  const hold = createCallHold((_level, message) => log.push(message), signal);
  hold.onHold((endsAtMs) => ends.push(endsAtMs));
  return { hold, log, ends };
}

describe('A hold of all calls', () => {
  it('is over at once when none was begun', async () => {
    await expect(createHold().hold.over()).resolves.toBeUndefined();
  });

  it('keeps whoever asks waiting until it ends, also those that come later', async () => {
    const { hold } = createHold();
    const beganAt = performance.now();
    hold.begin(200);
    await Promise.all([hold.over(), hold.over()]);
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(199);
    await hold.over();
    expect(performance.now() - beganAt).toBeLessThan(2000);
  });

  it('lasts as long as the longest that was asked for, also when that is asked for while others wait', async () => {
    const { hold } = createHold();
    const beganAt = performance.now();
    hold.begin(100);
    const waiting = hold.over();
    hold.begin(300);
    hold.begin(50);
    await waiting;
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(299);
  });

  it('is told of once, with the time when it ends, however many calls are refused at the same time', () => {
    const { hold, log, ends } = createHold();
    const beganAt = Date.now();
    for (const more of [0, 10, 5, 20]) hold.begin(10_000 + more);
    expect(log).toEqual(['Fluxx takes no more calls for now: all calls wait 10 s']);
    expect(ends).toHaveLength(1);
    expect(ends[0]).toBeGreaterThanOrEqual(beganAt + 10_000);
    hold.begin(60_000.7);
    expect(ends).toHaveLength(2);
    expect(ends.map(Number.isInteger)).toEqual([true, true]);
  });

  it('says when it ends while it is on, in whole milliseconds', async () => {
    const { hold } = createHold();
    expect(hold.endsAtMs()).toBeUndefined();
    const beganAt = Date.now();
    hold.begin(99.5);
    expect(hold.endsAtMs()).toBeGreaterThanOrEqual(beganAt + 99);
    expect(Number.isInteger(hold.endsAtMs())).toBe(true);
    await hold.over();
    expect(hold.endsAtMs()).toBeUndefined();
  });

  it('is told of again and again while it lasts, for silence is taken for a process that hangs', async () => {
    const log: string[] = [];
    const hold = createCallHold((_level, message) => log.push(message), new AbortController().signal, 100);
    hold.begin(1350);
    await hold.over();
    const told = log.filter((message) => /^Still waiting to be let in again: [12] s left$/.test(message));
    expect(told.length).toBeGreaterThan(2); // of thirteen, on a machine that is not busy
  });

  it('ends with the run', async () => {
    const ending = new AbortController();
    const { hold } = createHold(ending.signal);
    hold.begin(60_000);
    const waiting = hold.over();
    ending.abort(new Error('the run ends'));
    await expect(waiting).rejects.toThrow();
  });
});
