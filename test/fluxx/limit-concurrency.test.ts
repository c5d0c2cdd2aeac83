import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limitConcurrency } from '../../src/fluxx/limit-concurrency.ts';

describe('limitConcurrency', () => {
  it('runs as many calls as it may and never more, in the order they came, whichever end or fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 12 }),
        fc.scheduler(),
        async (limit, outcomes, scheduler) => {
          const started: number[] = [];
          let running = 0;
          let most = 0;
          const call = limitConcurrency(
            () => limit,
            async (index: number) => {
              started.push(index);
              running += 1;
              most = Math.max(most, running);
              await scheduler.schedule(Promise.resolve());
              running -= 1;
              if (outcomes[index] === false) throw new Error(`call ${index}`);
              return index;
            },
          );
          const calls = Promise.allSettled(outcomes.map((_, index) => call(index)));
          await scheduler.waitFor(calls);
          const settled = await calls;
          expect(settled.map(({ status }) => status === 'fulfilled')).toEqual(outcomes);
          expect(started).toEqual(outcomes.map((_, index) => index));
          expect(most).toBe(Math.min(limit, outcomes.length));
        },
      ),
    );
  });

  it('counts a place that was handed on as taken', async () => {
    const running = new Map<string, () => void>();
    const call = limitConcurrency(
      () => 1,
      (name: string) => new Promise<void>((resolve) => running.set(name, resolve)),
    );
    const [first, second] = [call('a'), call('b')];
    running.get('a')?.();
    await first;
    await Promise.resolve();
    const third = call('c');
    expect([...running.keys()]).toEqual(['a', 'b']);
    running.get('b')?.();
    await second;
    await new Promise((resolve) => setImmediate(resolve));
    expect([...running.keys()]).toEqual(['a', 'b', 'c']);
    running.get('c')?.();
    await third;
  });

  it('lets calls run again after all have ended', async () => {
    const call = limitConcurrency(
      () => 1,
      (input: number) => Promise.resolve(input * 2),
    );
    expect([await call(1), await call(2)]).toEqual([2, 4]);
  });

  it('runs fewer from when the limit becomes lower, always one, and more again, in the order they came', async () => {
    let limit = 2;
    const running = new Map<string, () => void>();
    const call = limitConcurrency(
      () => limit,
      (name: string) => new Promise<void>((resolve) => running.set(name, resolve)),
    );
    const end = async (name: string): Promise<void> => {
      running.get(name)?.();
      running.delete(name);
      await new Promise((resolve) => setImmediate(resolve));
    };
    const calls = ['a', 'b', 'c', 'd', 'e'].map(call);
    limit = 0;
    await end('a');
    expect([...running.keys()]).toEqual(['b']);
    await end('b');
    expect([...running.keys()]).toEqual(['c']);
    limit = 3;
    calls.push(call('f'));
    await new Promise((resolve) => setImmediate(resolve));
    expect([...running.keys()]).toEqual(['c', 'd', 'e']);
    for (const name of ['c', 'd', 'e', 'f']) await end(name);
    await Promise.all(calls);
  });
});
