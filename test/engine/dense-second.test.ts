import { describe, expect, it } from '@jest/globals';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { loadRows } from '../support/load-rows.ts';
import { merge, type SyncRun, sync, truth } from '../support/sync.ts';

const model = 'organization';
const now = (): number => Date.UTC(2026, 5, 1);
const denseAt = '2025-03-04T05:06:07Z';
const dense = Date.parse(denseAt) / 1000;
const day = 86_400;

/** So many rows of one second, and so many before it and behind it, two days apart. Ids are in no order of time. */
function amid(count: number, around: number): readonly number[] {
  const before = Array.from({ length: around }, (_, index) => dense - (around - index) * 2 * day);
  const behind = Array.from({ length: around }, (_, index) => dense + (index + 1) * 2 * day);
  const all = [...before, ...Array.from({ length: count }, () => dense), ...behind];
  return all.map((_, index) => all[(index * 7919) % all.length] ?? dense);
}

/** What way of reading did not do. */
function givenUp({ log }: SyncRun): readonly string[] {
  return log.filter((line) => line.includes('not by'));
}

/** Calls for rows of one second by id. */
function asksById({ filter = '', cols = '' }: Readonly<Record<string, string>>): boolean {
  return cols.includes('name') && filter.includes('"lt"') && filter.includes('"id"');
}

const small = { window: 50 } as const;

describe('More rows of one second than the search index pages through', () => {
  it.each([
    ['alone', 0, 1],
    ['alone, by several readers', 0, 4],
    ['amid others', 100, 1],
    ['amid others, by several readers', 100, 4],
  ] as const)('are all read by instant, and once (%s)', async (_title, around, concurrency) => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, amid(200, around), small);
      const run = await sync(simulator, model, { concurrency });
      expect(givenUp(run)).toEqual([]);
      expect(run.state?.rung).toBe('instant');
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      expect(run.emitted).toBe(200 + 2 * around);
      expect(run.calls).toBeLessThanOrEqual(1.5 * (20 + 2 * (around / 10)) + 30);
    });
  });

  it.each([10_000, 10_500])('are all read by instant where it pages through 10,000, and they are %i', async (count) => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, amid(count, 50));
      const run = await sync(simulator, model, { pageSize: 500 });
      expect(givenUp(run)).toEqual([]);
      expect(run.state?.rung).toBe('instant');
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      expect(run.emitted).toBe(count + 100);
      expect(run.calls).toBeLessThanOrEqual(1.3 * (count / 500) + 50);
    });
  });

  it('in several seconds that follow one another are all read by instant', async () => {
    await withSimulator({ now }, async (simulator) => {
      const times = [0, 1, 2].flatMap((second) => Array.from({ length: 120 }, () => dense + second));
      loadRows(simulator, model, [...times, ...amid(0, 30)], small);
      const run = await sync(simulator, model);
      expect(givenUp(run)).toEqual([]);
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
    });
  });

  it.each(['ignored', 'as-text', 'error'] as const)(
    'are read in another way when bounds on ids are not compared as numbers (%s), and time is trusted as before',
    async (idComparisons) => {
      await withSimulator({ now }, async (simulator) => {
        loadRows(simulator, model, amid(200, 100), { ...small, idComparisons });
        const run = await sync(simulator, model);
        expect(run.failure).toBeUndefined();
        expect(givenUp(run)).not.toEqual([]);
        expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
        expect(run.state?.rung).toBe('instant');
        simulator.store.update(model, 5, { name: 'Edited' });
        const next = await sync(simulator, model, { state: run.state, lookbackSeconds: 60 });
        expect([givenUp(next), next.records.get(5)?.['name']]).toEqual([[], 'Edited']);
        expect(next.emitted).toBeLessThanOrEqual(2);
      });
    },
  );

  it.each(['day', 'ignored', 'truncated-to-day', 'error'] as const)(
    'are all read where no instant is understood (%s)',
    async (datetimes) => {
      for (const concurrency of [1, 4]) {
        await withSimulator({ now }, async (simulator) => {
          loadRows(simulator, model, amid(200, 100), { ...small, datetimes });
          const run = await sync(simulator, model, { concurrency });
          expect(run.failure).toBeUndefined();
          expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
        });
      }
    },
  );

  it('are all read, whenever the run before was cut off', async () => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, amid(150, 40), small);
      const whole = await sync(simulator, model);
      for (let crashAfter = 1; crashAfter < whole.events.length; crashAfter += 4) {
        const first = await sync(simulator, model, { crashAfter });
        const second = await sync(simulator, model, { state: first.state, pageSize: 7 });
        expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
        expect(second.emitted).toBeLessThanOrEqual(230 - first.emitted + 150 + 14);
      }
    });
  });

  describe('while people work', () => {
    const edits: readonly (readonly [string, (simulator: Simulator, ids: readonly number[]) => void])[] = [
      [
        'some are edited',
        ({ store }, ids) => ids.slice(0, 30).forEach((id) => store.update(model, id, { name: 'Edited' })),
      ],
      ['some are deleted', ({ store }, ids) => ids.slice(0, 30).forEach((id) => store.hardDelete(model, id))],
      ['the last of them are deleted', ({ store }, ids) => ids.slice(-30).forEach((id) => store.softDelete(model, id))],
      ['all are edited at once', ({ store }, ids) => store.bulkUpdate(model, ids, { name: 'Bulk again' })],
      [
        'others come into that second',
        ({ store }) => {
          for (let index = 0; index < 30; index++) store.insert(model, { name: 'Late', updated_at: denseAt });
        },
      ],
    ];

    it.each(edits)('are all in what two runs have read, when %s', async (_title, edit) => {
      for (const moment of [1, 3, 8]) {
        await withSimulator({ now }, async (simulator) => {
          loadRows(simulator, model, amid(200, 20), small);
          const ids = [...truth(simulator, model)].flatMap(([id, row]) => (row['updated_at'] === denseAt ? [id] : []));
          let calls = 0;
          let edited = 0;
          simulator.onRequest(({ parameters }) => {
            if (!asksById(parameters) || ++calls !== moment) return;
            edit(simulator, ids);
            edited += 1;
          });
          const first = await sync(simulator, model);
          expect([edited, first.failure]).toEqual([1, undefined]);
          const lookbackSeconds = now() / 1000 - dense + 1; // a row that comes into the past is found by it alone
          const second = await sync(simulator, model, { state: first.state, lookbackSeconds });
          expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
        });
      }
    });
  });

  it.each([300, 299])('after a bulk edit of %i of 300 rows are what the next run reads, by instant', async (count) => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, amid(0, 150), small);
      const first = await sync(simulator, model);
      simulator.clock.advance(60_000);
      simulator.store.bulkUpdate(model, simulator.store.ids(model).slice(0, count), { name: 'Bulk' });
      simulator.clock.advance(60_000);
      const second = await sync(simulator, model, { state: first.state });
      expect([givenUp(second), second.state?.rung]).toEqual([[], 'instant']);
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      expect(second.emitted).toBeLessThanOrEqual(count + 1);
      simulator.clock.advance(60_000);
      simulator.store.update(model, 3, { name: 'Edited' });
      const third = await sync(simulator, model, { state: second.state });
      expect(third.records.get(3)?.['name']).toBe('Edited');
      const fourth = await sync(simulator, model, { state: third.state });
      expect([fourth.emitted, fourth.calls]).toEqual([1, 2]); // the row that the bookmark stands on
    });
  });
});
