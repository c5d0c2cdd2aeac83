import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds, type Instant, toInstant } from '../../src/core/instant.ts';
import { parseState, serializeState } from '../../src/core/state-form.ts';
import type { StreamState } from '../../src/core/stream-state.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { loadRows } from '../support/load-rows.ts';
import { merge, type SyncRun, sourceOf, sync, truth } from '../support/sync.ts';
import { readStreams, watchCalls } from '../support/sync-streams.ts';

const model = 'organization';
const began = '2026-06-01T00:00:00Z' as Instant;
const now = (): number => Date.parse(began);

const decadeBegan = Date.UTC(2016, 0, 1) / 1000;
const decade = 10 * 365 * 86_400;

/** Times of rows, as a share of ten years or as seconds after their beginning. */
const shapes = {
  'uniform over ten years': (count: number) => spread(count, (share) => share * decade),
  'nine of ten in one hour of ten years': (count: number) =>
    spread(count, (share, index) =>
      index % 10 === 0 ? share * decade : Math.floor(0.7 * decade) + ((index * 719) % 3600),
    ),
  'twice as many every few months': (count: number) =>
    spread(count, (share) => decade * (1 - Math.log2(count + 1 - share * count) / Math.log2(count + 1))),
  'half as many every few months': (count: number) =>
    spread(count, (share) => decade * (Math.log2(1 + share * count) / Math.log2(count + 1))),
  'changed in 23 bulk edits': (count: number) => spread(count, (_, index) => (((index * 7) % 23) / 23) * decade),
  'all of one second': (count: number) => spread(count, () => decade / 2),
} as const;

type Shape = keyof typeof shapes;

function spread(count: number, at: (share: number, index: number) => number): readonly number[] {
  return Array.from({ length: count }, (_, index) => decadeBegan + Math.floor(at(index / count, index)));
}

function statesOf(events: readonly SyncEvent[]): readonly StreamState[] {
  return events.flatMap((event) => (event.kind === 'checkpoint' ? [event.state] : []));
}

/** The state as the next run finds it in its file. */
function stored(state: StreamState | undefined): StreamState | undefined {
  return state && parseState(JSON.parse(JSON.stringify(serializeState(state))), model);
}

/** Whether a state says that every row which was changed at an instant has been emitted. */
function vouchesFor({ bookmark, load }: StreamState, at: Instant): boolean {
  if (bookmark !== undefined && at < bookmark) return true;
  return load?.read.some(({ from, to }) => from <= at && (to === undefined || at < to)) === true;
}

/** The ids of rows that some state of a run said were emitted before they were. */
function vouchedForTooEarly({ store }: Simulator, events: readonly SyncEvent[]): readonly number[] {
  const rows = store.rows(model, ['id', 'updated_at']);
  const emitted = new Set<unknown>();
  const tooEarly: number[] = [];
  for (const event of events) {
    if (event.kind === 'records') for (const { id } of event.records) emitted.add(id);
    if (event.kind !== 'checkpoint') continue;
    for (const { id, updated_at: at } of rows) {
      if (!emitted.has(id) && vouchesFor(event.state, at as Instant)) tooEarly.push(Number(id));
    }
  }
  return tooEarly;
}

describe.each(Object.keys(shapes) as Shape[])('A first load of rows that are %s', (shape) => {
  const isOneSecond = shape === 'all of one second';
  const pageSize = 50;

  it('makes hardly more calls than there are pages, and emits each row once', async () => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, shapes[shape](3000));
      const run = await sync(simulator, model, { pageSize });
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      expect(run.emitted).toBeLessThanOrEqual(3000 * 1.05);
      // Within a second, pages overlap: they are asked for by their numbers.
      const factor = isOneSecond || shape.includes('bulk') ? 1.25 : 1.15;
      expect(run.calls).toBeLessThanOrEqual((factor * 3000) / pageSize + 15);
    });
  });

  it('keeps as many readers busy as it may, and never more', async () => {
    await withSimulator({ now, latency: 15 }, async (simulator) => {
      loadRows(simulator, model, shapes[shape](1200));
      for (const concurrency of [1, 4, 7]) {
        const watch = watchCalls(sourceOf(simulator, undefined, { concurrency: 7 }));
        for await (const event of readStreams(watch.source, [model], { pageSize: 30, concurrency })) void event;
        const most = isOneSecond ? 1 : concurrency;
        expect(Math.max(...watch.underWay)).toBe(most);
        const busy = watch.underWay.reduce((sum, count) => sum + count, 0) / watch.underWay.length;
        expect(busy / most).toBeGreaterThan(0.6);
      }
    });
  });

  it('writes states that are small, and vouch for nothing that was not emitted', async () => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, shapes[shape](1000));
      for (const concurrency of [2, 6]) {
        const { events } = await sync(simulator, model, { pageSize: 20, concurrency });
        expect(vouchedForTooEarly(simulator, events)).toEqual([]);
        const states = statesOf(events);
        expect(states.length).toBeGreaterThan(1);
        expect(Math.max(...states.map(({ load }) => load?.read.length ?? 0))).toBeLessThanOrEqual(concurrency + 1);
        const texts = states.map((state) => JSON.stringify(serializeState(state)));
        expect(Math.max(...texts.map(({ length }) => length))).toBeLessThan(300 + 65 * concurrency);
        const bookmarks = states.map(({ bookmark }) => bookmark ?? '');
        expect(bookmarks).toEqual(bookmarks.toSorted());
        expect([states.at(-1)?.load, states.at(-1)?.syncedAt]).toEqual([undefined, began]);
      }
    });
  });
});

describe('A first load that is interrupted', () => {
  const stories = fc.record({
    shape: fc.constantFrom(...(Object.keys(shapes) as Shape[])),
    count: fc.integer({ min: 50, max: 400 }),
    /** Of each run but the last: after so many events it dies. */
    crashes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 }),
    pageSize: fc.integer({ min: 8, max: 40 }),
    concurrency: fc.integer({ min: 1, max: 6 }),
  });

  it('goes on with what was left, however often it is, and whatever the settings of the next run are', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ shape, count, crashes, pageSize, concurrency }) => {
        await withSimulator({ now }, async (simulator) => {
          const times = shapes[shape](count);
          loadRows(simulator, model, times);
          const mostInOneSecond = Math.max(...times.map((time) => times.filter((other) => other === time).length));
          const runs: SyncRun[] = [];
          const emitted = new Set<number>();
          for (const [index, crashAfter] of [...crashes, undefined].entries()) {
            const state = stored(runs.findLast((run) => run.state !== undefined)?.state);
            const options = { pageSize: pageSize + index, concurrency: 1 + ((concurrency + index) % 6), state };
            const run = await sync(simulator, model, { ...options, ...(crashAfter && { crashAfter }) });
            expect(
              vouchedForTooEarly(
                simulator,
                [...runs, run].flatMap(({ events }) => events),
              ),
            ).toEqual([]);
            const left = count - emitted.size;
            // Each reader may have begun a second, and the last page was not yet vouched for.
            const again = index === 0 ? 0 : 2 * (pageSize + index) + 6 * mostInOneSecond;
            expect(run.emitted).toBeLessThanOrEqual(left * 1.05 + again);
            for (const id of run.records.keys()) emitted.add(id);
            runs.push(run);
          }
          expect(merge(simulator, model, ...runs)).toEqual(truth(simulator, model));
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('costs few calls to go on with', async () => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, shapes['uniform over ten years'](2000));
      for (const crashAfter of [40, 120, 200]) {
        const first = await sync(simulator, model, { pageSize: 20, crashAfter });
        const second = await sync(simulator, model, { pageSize: 20, state: stored(first.state) });
        expect(first.emitted).toBeGreaterThan(crashAfter * 5);
        expect(second.calls).toBeLessThanOrEqual((1.15 * (2000 - first.emitted)) / 20 + 20);
      }
    });
  });

  it('reads the rows that were inserted and edited before it goes on, wherever they stood', async () => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, shapes['uniform over ten years'](600));
      for (const crashAfter of [20, 50, 80]) {
        const first = await sync(simulator, model, { pageSize: 20, crashAfter });
        expect(first.state?.load?.read).not.toEqual([]);
        simulator.clock.advance(60_000);
        for (const id of simulator.store.ids(model).filter((id) => id % 9 === 0)) {
          simulator.store.update(model, id, { name: `Edited behind event ${crashAfter}` });
        }
        simulator.store.insert(model, { name: 'Born between the runs' });
        const resumedAt = toInstant(simulator.clock.now());
        const second = await sync(simulator, model, { pageSize: 20, state: stored(first.state) });
        expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
        expect(second.state?.bookmark).toBe(resumedAt);
        // What was changed lately is read once more at the end.
        expect(second.emitted).toBeLessThan(600 + 68 - first.emitted / 2);
      }
    });
  });

  it('reads again what lies within the lookback of its beginning, for the index may have shown it too late', async () => {
    let late = 0;
    for (const crashAfter of [10, 20, 30, 40, 50, 60]) {
      await withSimulator({ now }, async (simulator) => {
        // Few in the last hour, so that those that read it come to the end before the others.
        const times = Array.from({ length: 400 }, (_, index) =>
          index < 340 ? now() / 1000 - 7200 + index * 10 : now() / 1000 - 3600 + (index - 340) * 60,
        );
        loadRows(simulator, model, times, { indexDelay: 100_000 });
        simulator.clock.advance(-61_000);
        for (const id of [1, 150, 250, 350]) simulator.store.update(model, id, { name: 'Edited, not shown yet' });
        simulator.clock.advance(61_000);
        const options = { pageSize: 20, lookbackSeconds: 120 };
        const first = await sync(simulator, model, { ...options, crashAfter });
        if (first.state?.load && vouchesFor(first.state, addSeconds(began, -61))) late += 1;
        simulator.clock.advance(100_000);
        const second = await sync(simulator, model, { ...options, state: stored(first.state) });
        expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      });
    }
    expect(late).toBeGreaterThan(0);
  });
});

describe('A first load while people work', () => {
  it.each([1, 4, 8])(
    'has every row that was there all the time, also those edited before they were read, with %i readers',
    async (concurrency) => {
      // The last calls are those in which the end of the table may be read already, and its middle not yet.
      for (let callsLeft = 2; callsLeft <= 26; callsLeft += 2) {
        await withSimulator({ now }, async (simulator) => {
          const future = Date.UTC(2099, 0, 1) / 1000;
          loadRows(simulator, model, [...shapes['uniform over ten years'](600), future]);
          const quiet = await sync(simulator, model, { concurrency });
          let calls = 0;
          simulator.onRequest(() => {
            if (++calls !== quiet.calls - callsLeft) return;
            simulator.clock.advance(1000);
            for (let id = 5; id <= 600; id += 3) simulator.store.update(model, id, { name: `Edited ${id}` });
          });
          const run = await sync(simulator, model, { concurrency });
          expect(run.isComplete).toBe(true);
          expect([...truth(simulator, model).keys()].filter((id) => !run.records.has(id))).toEqual([]);
        });
      }
    },
    120_000,
  );

  it('has a row without updated_at that is edited while the others are read', async () => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, shapes['uniform over ten years'](100));
      const undated = simulator.store.insert(model, { name: 'Undated', updated_at: null });
      const quiet = await sync(simulator, model);
      for (let at = 1; at <= quiet.calls; at++) {
        simulator.store.set(model, undated, { updated_at: null });
        let calls = 0;
        const removeHook = simulator.onRequest(() => {
          if (++calls === at) simulator.store.update(model, undated, { name: `Edited before call ${at}` });
        });
        const run = await sync(simulator, model);
        removeHook();
        expect([at, run.isComplete, run.records.has(undated)]).toEqual([at, true, true]);
      }
    });
  });

  const edit = fc.record({
    kind: fc.constantFrom('insert', 'edit', 'edit', 'bulk-edit', 'soft-delete', 'hard-delete'),
    place: fc.nat(),
    seconds: fc.constantFrom(0, 0, 1, 7),
  });
  const stories = fc.record({
    shape: fc.constantFrom(...(Object.keys(shapes) as Shape[])),
    count: fc.integer({ min: 20, max: 300 }),
    dialect: fc.record({
      indexDelay: fc.constantFrom(0, 20_000),
      beyondEnd: fc.constantFrom('first-page', 'empty'),
      totalCap: fc.constantFrom(Number.POSITIVE_INFINITY, 60),
    }),
    runs: fc.array(
      fc.record({
        edits: fc.array(fc.option(edit, { nil: undefined }), { maxLength: 40 }),
        crashAfter: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
        pageSize: fc.integer({ min: 8, max: 30 }),
        concurrency: fc.integer({ min: 1, max: 6 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
  });

  function apply(
    { store, clock }: Simulator,
    { kind, place, seconds }: typeof edit extends fc.Arbitrary<infer Value> ? Value : never,
  ): void {
    clock.advance(seconds * 1000);
    const ids = store.ids(model);
    const id = ids[place % Math.max(1, ids.length)];
    if (kind === 'insert') store.insert(model, { name: `Born ${place}` });
    else if (id === undefined) return;
    else if (kind === 'edit') store.update(model, id, { name: `Edited ${place}` });
    else if (kind === 'bulk-edit') store.bulkUpdate(model, ids.slice(0, 1 + (place % 90)), { name: `Bulk ${place}` });
    else if (kind === 'soft-delete') store.softDelete(model, id);
    else store.hardDelete(model, id);
  }

  it('loses nothing, crashes or not, and no bookmark is later than the beginning of its run', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ shape, count, dialect, runs }) => {
        await withSimulator({ now }, async (simulator) => {
          loadRows(simulator, model, shapes[shape](count), dialect);
          const known = new Map<number, unknown>();
          const quiet = { edits: [], crashAfter: undefined, pageSize: 20, concurrency: 4 };
          let state: StreamState | undefined;
          let last: SyncEvent | undefined;
          for (const { edits, crashAfter, ...options } of [...runs, quiet]) {
            const before = simulator.store.ids(model);
            const waiting = edits.values();
            const removeHook = simulator.onRequest(() => {
              const next = waiting.next().value;
              if (next) apply(simulator, next);
            });
            const source = sourceOf(simulator);
            let runBegan: Instant | undefined;
            const timed = { ...source, serverTime: async () => (runBegan = await source.serverTime()) };
            const states = new Map(state && [[model, state]]);
            let count = 0;
            for await (const event of readStreams(timed, [model], { ...options, states, lookbackSeconds: 60 })) {
              if (event.kind === 'records') for (const row of event.records) known.set(Number(row['id']), row);
              if (event.kind === 'checkpoint') {
                state = stored(event.state);
                expect((event.state.bookmark ?? '') <= String(runBegan)).toBe(true);
              }
              last = event;
              if (++count === crashAfter) break;
            }
            removeHook();
            simulator.clock.advance(30_000); // the index catches up, well within the lookback
            if (last?.kind !== 'stream-finished') continue;
            const after = new Set(simulator.store.ids(model));
            expect(before.filter((id) => after.has(id) && !known.has(id))).toEqual([]);
          }
          expect(last).toMatchObject({ kind: 'stream-finished', outcome: { kind: 'complete' } });
          const there = new Set(simulator.store.ids(model));
          expect(new Map([...known].filter(([id]) => there.has(id)))).toEqual(truth(simulator, model));
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('Two streams', () => {
  it('share the places, and the large one has all of them when the small one has ended', async () => {
    await withSimulator({ now, latency: 15 }, async (simulator) => {
      const [small, large] = ['program', 'user'];
      loadRows(simulator, small, shapes['uniform over ten years'](300));
      loadRows(simulator, large, shapes['uniform over ten years'](2000));
      const watch = watchCalls(sourceOf(simulator));
      let before: readonly number[] = [];
      for await (const event of readStreams(watch.source, [small, large], { pageSize: 20, concurrency: 4 })) {
        if (event.kind === 'stream-finished' && event.stream.definition.name === small) {
          before = watch.underWayOf(large);
        }
      }
      expect(Math.max(...watch.underWay)).toBe(4);
      expect(Math.max(...before)).toBeLessThanOrEqual(3);
      const after = watch.underWayOf(large).slice(before.length);
      expect(Math.max(...after)).toBe(4);
      expect(after.reduce((sum, count) => sum + count, 0) / after.length).toBeGreaterThan(2.5);
    });
  });
});
