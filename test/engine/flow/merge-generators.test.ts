import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mergeGenerators } from '../../../src/engine/flow/merge-generators.ts';

/** What generators did, in order, with how many of them ran at the same time at most. */
class Journal {
  readonly ended: string[] = [];
  running = 0;
  most = 0;
}

type Wait = () => Promise<unknown>;

/** A generator of `name 0`, `name 1`, ... */
async function* count(name: string, items: number, journal: Journal, wait: Wait) {
  journal.running += 1;
  journal.most = Math.max(journal.most, journal.running);
  try {
    for (let item = 0; item < items; item++) {
      await wait();
      yield `${name} ${item}`;
    }
    await wait();
  } finally {
    journal.running -= 1;
    journal.ended.push(name);
  }
}

/** The same, with a failure after the last item. */
async function* countAndFail(name: string, items: number, journal: Journal) {
  yield* count(name, items, journal, atOnce);
  throw new Error(`${name} failed`);
}

const atOnce: Wait = () => Promise.resolve();
const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('merged generators', () => {
  it('yield everything, each in its order, and run no more at a time than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat({ max: 5 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.scheduler(),
        async (lengths, limit, scheduler) => {
          const journal = new Journal();
          const wait = () => scheduler.schedule(Promise.resolve());
          const generators = lengths.map((length, index) => count(`g${index}`, length, journal, wait));
          const items: string[] = [];
          const reading = (async () => {
            for await (const item of mergeGenerators(generators, limit)) items.push(item);
          })();
          await scheduler.waitFor(reading);
          lengths.forEach((length, index) => {
            const own = items.filter((item) => item.startsWith(`g${index} `));
            expect(own).toEqual(Array.from({ length }, (_, item) => `g${index} ${item}`));
          });
          expect(journal.most).toBe(Math.min(limit, lengths.length));
          expect(journal.ended).toHaveLength(lengths.length);
        },
      ),
    );
  });

  it('take turns: a quick one does not keep the others waiting', async () => {
    const journal = new Journal();
    const items: string[] = [];
    const generators = ['a', 'b', 'c'].map((name) => count(name, 3, journal, atOnce));
    for await (const item of mergeGenerators(generators, 3)) items.push(item);
    for (const round of [0, 1, 2]) {
      expect(items.slice(round * 3, round * 3 + 3).toSorted()).toEqual(
        ['a', 'b', 'c'].map((name) => `${name} ${round}`),
      );
    }
  });

  it('are not asked for more than one item before the caller has taken what is there', async () => {
    let pulled = 0;
    async function* endless() {
      for (;;) yield (pulled += 1);
    }
    const merged = mergeGenerators([endless()], 2);
    await merged.next();
    await nextTurn();
    expect(pulled).toBe(1);
    await merged.next();
    await nextTurn();
    expect(pulled).toBe(2);
    await merged.return(undefined);
  });

  it('all end when one fails, and those that never began do not begin', async () => {
    const journal = new Journal();
    const generators = [
      count('good', 100, journal, atOnce),
      countAndFail('bad', 2, journal),
      count('late', 1, journal, atOnce),
    ];
    const items: string[] = [];
    const reading = (async () => {
      for await (const item of mergeGenerators(generators, 2)) items.push(item);
    })();
    await expect(reading).rejects.toThrow('bad failed');
    await nextTurn();
    expect(journal.ended.toSorted()).toEqual(['bad', 'good']);
    expect(items.filter((item) => item.startsWith('bad'))).toEqual(['bad 0', 'bad 1']);
  });

  it('end with the first failure when several fail', async () => {
    const journal = new Journal();
    const failing = ['a', 'b'].map((name) => countAndFail(name, 0, journal));
    await expect(mergeGenerators(failing, 2).next()).rejects.toThrow('a failed');
    await nextTurn();
    expect(journal.running).toBe(0);
  });

  it('all end when the caller stops early', async () => {
    const journal = new Journal();
    const generators = ['a', 'b', 'c'].map((name) => count(name, 100, journal, atOnce));
    for await (const item of mergeGenerators(generators, 2)) {
      if (item === 'b 3') break;
    }
    await nextTurn();
    expect(journal.running).toBe(0);
    expect(journal.ended.toSorted()).toEqual(['a', 'b']);
  });

  it('are nothing where there are none', async () => {
    expect(await mergeGenerators([], 4).next()).toEqual({ done: true, value: undefined });
  });
});
