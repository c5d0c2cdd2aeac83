import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRace } from '../../../src/engine/flow/race.ts';

/** How often generators were asked for an item, and which of them have ended. */
class Journal {
  readonly asked = new Map<string, number>();
  readonly ended: string[] = [];
}

type Wait = () => Promise<unknown>;
const atOnce: Wait = () => Promise.resolve();
const nextTurn: Wait = () => new Promise((resolve) => setImmediate(resolve));

/** A generator of so many numbers that ends with its name. */
async function* count(name: string, items: number, journal: Journal, wait = atOnce): AsyncGenerator<number, string> {
  try {
    for (let item = 1; item <= items; item++) {
      journal.asked.set(name, item);
      await wait();
      yield item;
    }
    await wait();
    return name;
  } finally {
    journal.ended.push(name);
  }
}

/** A generator of objects that nobody else has. */
async function* say(wait: Wait): AsyncGenerator<object, string> {
  for (;;) {
    await wait();
    yield {};
  }
}

async function* failing(name: string): AsyncGenerator<number, string> {
  if (await nextTurn().then(() => true)) throw new Error(name);
  yield 0;
  return name;
}

describe('a race', () => {
  it('gives what each generator says, in its order, and ends when all have, however they hurry', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 6 }), { maxLength: 5 }), fc.scheduler(), async (lengths, scheduler) => {
        const journal = new Journal();
        const wait = () => scheduler.schedule(Promise.resolve());
        const race = createRace<string, number, string>();
        for (const [index, length] of lengths.entries()) {
          race.start(`g${index}`, count(`g${index}`, length, journal, wait));
        }
        const said = new Map<string, (number | string)[]>(lengths.map((_, index) => [`g${index}`, []]));
        const reading = (async () => {
          while (race.size() > 0) {
            const { racer, result } = await race.next();
            said.get(racer)?.push(result.value);
            if (!result.done) race.goOn(racer);
          }
        })();
        await scheduler.waitFor(reading);
        const expected = lengths.map((length, index) => [...Array.from({ length }, (_, at) => at + 1), `g${index}`]);
        expect([...said.values()]).toEqual(expected);
      }),
    );
  });

  it('asks nobody for more than one item before the caller goes on with it', async () => {
    const journal = new Journal();
    const race = createRace<string, number, string>();
    for (const name of ['a', 'b']) race.start(name, count(name, 5, journal));
    await nextTurn();
    expect(Object.fromEntries(journal.asked)).toEqual({ a: 1, b: 1 });
    const { racer } = await race.next();
    await nextTurn();
    expect(Object.fromEntries(journal.asked)).toEqual({ a: 1, b: 1 });
    race.goOn(racer);
    await nextTurn();
    expect(Object.fromEntries(journal.asked)).toEqual({ a: 1, b: 1, [racer]: 2 });
    race.stop();
  });

  it('lets everybody have a turn before the quickest has another', async () => {
    const race = createRace<string, number, string>();
    for (const name of ['a', 'b', 'c']) race.start(name, count(name, 3, new Journal()));
    const turns: string[] = [];
    for (let turn = 0; turn < 9; turn++) {
      await nextTurn(); // all of them have their next item
      const { racer } = await race.next();
      turns.push(racer);
      race.goOn(racer);
    }
    expect(turns.join('')).toBe('abcabcabc');
    race.stop();
  });

  it('does not wait for one that is slow', async () => {
    const race = createRace<string, number, string>();
    race.start(
      'slow',
      count('slow', 1, new Journal(), () => new Promise(() => undefined)),
    );
    race.start('quick', count('quick', 2, new Journal()));
    const turns: unknown[] = [];
    for (let turn = 0; turn < 3; turn++) {
      const { racer, result } = await race.next();
      turns.push([racer, result.value]);
      race.goOn(racer);
    }
    expect(turns).toEqual([
      ['quick', 1],
      ['quick', 2],
      ['quick', 'quick'],
    ]);
    expect(race.size()).toBe(1);
  });

  it('takes in one that comes later', async () => {
    const race = createRace<string, number, string>();
    race.start('a', count('a', 1, new Journal()));
    const { racer: first } = await race.next();
    race.goOn(first);
    race.start('b', count('b', 1, new Journal()));
    const turns = [await race.next(), await race.next()].map(({ racer, result }) => [racer, result.value]);
    expect([first, turns]).toEqual([
      'a',
      [
        ['a', 'a'],
        ['b', 1],
      ],
    ]);
    race.stop();
  });

  it('keeps nothing of what was said, however long somebody else takes', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const race = createRace<string, object, string>();
    race.start(
      'slow',
      say(() => new Promise(() => undefined)),
    );
    race.start('quick', say(nextTurn));
    const said: WeakRef<object>[] = [];
    for (let turn = 0; turn < 100; turn++) {
      const { racer, result } = await race.next();
      said.push(new WeakRef(Object(result.value)));
      race.goOn(racer);
    }
    await nextTurn();
    collectGarbage();
    expect(said.slice(0, -2).filter((item) => item.deref() !== undefined)).toEqual([]);
    race.stop();
  });

  it('fails with the first that fails', async () => {
    const race = createRace<string, number, string>();
    for (const name of ['first', 'second']) race.start(name, failing(name));
    await expect(race.next()).rejects.toThrow('first');
    race.stop();
  });

  it('keeps a failure until somebody asks, and does not mind when nobody does', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const [asked, unasked] = [createRace<string, number, string>(), createRace<string, number, string>()];
    for (const race of [asked, unasked]) race.start('a', failing('a'));
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    unasked.stop();
    await expect(asked.next()).rejects.toThrow('a');
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('that is stopped ends all that still run, also those that wait for something', async () => {
    const journal = new Journal();
    const race = createRace<string, number, string>();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    race.start('resting', count('resting', 5, journal));
    race.start(
      'waiting',
      count('waiting', 5, journal, () => gate),
    );
    expect((await race.next()).racer).toBe('resting');
    race.stop();
    expect(race.size()).toBe(0);
    await nextTurn();
    expect(journal.ended).toEqual(['resting']);
    release();
    await nextTurn();
    expect(journal.ended).toEqual(['resting', 'waiting']);
    expect(Object.fromEntries(journal.asked)).toEqual({ resting: 1, waiting: 1 });
  });
});
