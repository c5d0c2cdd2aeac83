import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { borrowSlots, createSlots, type Slots } from '../../../src/engine/flow/slots.ts';
import { readRanges } from '../../../src/engine/ranges/read-ranges.ts';
import { beginningOfTime } from '../../../src/engine/read-context.ts';
import { bySecond } from '../../../src/engine/rungs/read-instant.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { withSimulator } from '../../simulator/with-simulator.ts';
import { loadRows } from '../../support/load-rows.ts';
import { readContextOf } from '../../support/read-context-of.ts';
import { secondsIn, sourceOf } from '../../support/sync.ts';
import { readStreams, watchCalls } from '../../support/sync-streams.ts';

/** How many slots can be taken; they stay taken. */
function takeAll(slots: Slots): number {
  let taken = 0;
  while (slots.tryTake()) taken += 1;
  return taken;
}

/** So many rows, an hour apart. */
function hourly(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Date.parse(secondsIn(index * 3600)) / 1000);
}

describe('slots', () => {
  it('can be taken for as long as some are free, and again when they were given back', () => {
    const slots = createSlots(2);
    expect([slots.tryTake(), slots.tryTake(), slots.tryTake()]).toEqual([true, true, false]);
    slots.giveBack();
    expect([slots.tryTake(), slots.tryTake()]).toEqual([true, false]);
    expect(createSlots(0).tryTake()).toBe(false);
  });

  it('that several streams borrow are never more than there are, and each comes back once', () => {
    const step = fc.record({
      who: fc.nat({ max: 2 }),
      what: fc.constantFrom('fill', 'fill', 'give back one', 'give back all'),
      /** How many readers there is something to read for. */
      work: fc.nat({ max: 4 }),
    });
    fc.assert(
      fc.property(fc.nat({ max: 6 }), fc.array(step, { maxLength: 30 }), (free, steps) => {
        const slots = createSlots(free);
        const borrowers = [0, 1, 2].map(() => borrowSlots(slots));
        const running = [0, 0, 0];
        for (const { who, what, work } of steps) {
          const [borrower, before] = [borrowers[who], running[who] ?? 0];
          const unused = free - running.reduce((sum, count) => sum + count, 0);
          let started = 0;
          if (what === 'give back one') borrower?.giveBackOne();
          else if (what === 'give back all') borrower?.giveBackAll();
          else borrower?.fill(() => started < work && (started += 1) > 0);
          expect(started).toBe(what === 'fill' ? Math.min(work, unused) : 0);
          running[who] = { fill: before + started, 'give back one': Math.max(0, before - 1), 'give back all': 0 }[what];
        }
        for (const borrower of borrowers) borrower.giveBackAll();
        expect(takeAll(slots)).toBe(free);
      }),
      { numRuns: 300 },
    );
  });

  it('are not kept when there is nothing to start in them', () => {
    const slots = createSlots(3);
    const borrowed = borrowSlots(slots);
    borrowed.fill(() => false);
    expect(takeAll(slots)).toBe(3);
  });
});

describe('The slots that a stream borrows', () => {
  const model = 'organization';

  /** Reads until the caller has had enough; tells how many slots were free behind each page, and are free in the end. */
  async function slotsAround(simulator: Simulator, pagesAtMost = Number.POSITIVE_INFINITY) {
    const slots = createSlots(3);
    const gaps = [{ from: beginningOfTime, to: undefined }];
    const free: number[] = [];
    let failure: unknown;
    try {
      for await (const step of readRanges(readContextOf(simulator, model, slots), bySecond, gaps)) {
        expect(step.rows.length).toBeLessThanOrEqual(10);
        free.push(takeAll(slots));
        for (let slot = 0; slot < (free.at(-1) ?? 0); slot++) slots.giveBack();
        if (free.length === pagesAtMost) break;
      }
    } catch (error) {
      failure = error;
    }
    return { leastFree: Math.min(...free), free, freeInTheEnd: takeAll(slots), failure };
  }

  it('all come back when it has read everything, or was stopped', async () => {
    await withSimulator({}, async (simulator) => {
      loadRows(simulator, model, hourly(500));
      for (const pagesAtMost of [undefined, 15]) {
        const slots = await slotsAround(simulator, pagesAtMost);
        expect(slots).toMatchObject({ leastFree: 0, freeInTheEnd: 3, failure: undefined });
      }
    });
  });

  it('all come back when it has failed', async () => {
    await withSimulator({}, async (simulator) => {
      loadRows(simulator, model, hourly(500));
      simulator.faults.add({ kind: 'status', times: 1000, after: 25 });
      const slots = await slotsAround(simulator);
      expect(slots).toMatchObject({ leastFree: 0, freeInTheEnd: 3, failure: { code: 'FLUXX_UNAVAILABLE' } });
    });
  });

  it('come back one by one when there is work for fewer readers', async () => {
    await withSimulator({}, async (simulator) => {
      const oneSecond = Array.from({ length: 400 }, () => hourly(301)[300] ?? 0);
      loadRows(simulator, model, [...hourly(300), ...oneSecond]);
      const { free } = await slotsAround(simulator);
      expect(free.slice(0, 15)).toContain(0);
      expect(free.slice(-15)).toContain(3);
    });
  });
});

describe('Streams that are read at the same time', () => {
  const stories = fc.record({
    concurrency: fc.integer({ min: 1, max: 6 }),
    sizes: fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 5 }),
  });
  const others = ['program', 'user', 'initiative', 'theme', 'report'];

  it('never have more readers than they may, in whatever order they end, and the last one has all', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ concurrency, sizes }) => {
        await withSimulator({ now: () => Date.UTC(2027, 0, 1), latency: 10 }, async (simulator) => {
          const large = 'organization';
          const models = [...others.slice(0, sizes.length), large];
          for (const [index, size] of sizes.entries()) loadRows(simulator, others[index] ?? '', hourly(size));
          loadRows(simulator, large, hourly(1000));
          const watch = watchCalls(sourceOf(simulator, undefined, { concurrency: 6 }));
          let unfinished = models.length;
          let alone = 0;
          for await (const event of readStreams(watch.source, models, { pageSize: 25, concurrency })) {
            if (event.kind !== 'stream-finished') continue;
            expect(event.outcome.kind).toBe('complete');
            unfinished -= 1;
            if (unfinished === 1) alone = watch.underWayOf(large).length;
          }
          expect(Math.max(...watch.underWay)).toBe(concurrency);
          expect(Math.max(...watch.underWayOf(large).slice(alone))).toBe(concurrency);
        });
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it('leave their slots to the others also when they fail', async () => {
    await withSimulator({ now: () => Date.UTC(2027, 0, 1), latency: 10 }, async (simulator) => {
      const [bad, good] = ['program', 'organization'];
      for (const model of [bad, good]) loadRows(simulator, model, hourly(1500));
      simulator.faults.add({ kind: 'status', status: 403, times: 10_000, model: bad, after: 20 }); // fails at once
      const watch = watchCalls(sourceOf(simulator));
      let before = 0;
      for await (const event of readStreams(watch.source, [bad, good], { pageSize: 20, concurrency: 4 })) {
        if (event.kind !== 'stream-finished') continue;
        expect(event.outcome.kind).toBe(event.stream.definition.name === bad ? 'failed' : 'complete');
        before ||= watch.underWayOf(good).length;
      }
      expect(Math.max(...watch.underWayOf(good).slice(0, before))).toBeLessThanOrEqual(3);
      expect(Math.max(...watch.underWayOf(good).slice(before))).toBe(4);
    });
  });
});
