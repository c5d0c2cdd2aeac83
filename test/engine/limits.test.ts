import { describe, expect, it } from '@jest/globals';
import { emptyState } from '../../src/core/stream-state.ts';
import type { Dialect } from '../simulator/dialect.ts';
import type { LoggedRequest } from '../simulator/logged-request.ts';
import type { Reply } from '../simulator/reply.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { merge, secondsIn, sync, truth } from '../support/sync.ts';

const model = 'organization';
const day = 86_400;

/** A model with a row changed at each of these seconds. */
function fillAt(
  { store }: Simulator,
  seconds: readonly number[],
  dialect: Partial<Dialect>,
  engine: 'search' | 'database' = 'search',
): void {
  store.define(model, { engine, dialect });
  for (const [index, at] of seconds.entries()) {
    store.insert(model, { name: `Row ${index}`, created_at: secondsIn(at), updated_at: secondsIn(at) });
  }
}

const times = (count: number, at: (index: number) => number): readonly number[] =>
  Array.from({ length: count }, (_, index) => at(index));

describe('Where the search index pages or counts no further:', () => {
  it('days with too many rows for its window are not taken for one second (a server that compares days)', async () => {
    await withSimulator({ now: () => Date.UTC(2026, 5, 1) }, async (simulator) => {
      const seconds = [
        ...times(20, () => 38 * day + 100),
        ...times(20, () => 41 * day - 1),
        ...times(20, (index) => 41 * day + index),
      ];
      fillAt(simulator, seconds, { window: 30, datetimes: 'truncated-to-day', zoneOffsetMinutes: -480 });
      const run = await sync(simulator, model, { pageSize: 10, searchIndexed: 'yes' });
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
    });
  });

  it('a count that ends at a limit does not end a pass without an order', async () => {
    await withSimulator({}, async (simulator) => {
      const dialect = { totalCap: 40, datetimes: 'ignored', idComparisons: 'ignored', sort: 'ignored' } as const;
      fillAt(simulator, times(150, Number), { ...dialect, sortable: [], databaseOrder: 'natural' });
      const run = await sync(simulator, model, { pageSize: 10, searchIndexed: 'yes' });
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
    });
  });

  it('a second with more rows than its window is read to its end by id, and no other rung is needed', async () => {
    await withSimulator({}, async (simulator) => {
      const seconds = [...times(30, Number), ...times(200, () => 50), ...times(30, (index) => 60 + index)];
      fillAt(simulator, seconds, { window: 50 });
      const run = await sync(simulator, model, { pageSize: 10, searchIndexed: 'yes' });
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      expect(run.state?.rung).toBe('instant');
      expect(run.emitted).toBeLessThan(280);
    });
  });

  it.each(['ignored', 'as-text', 'error'] as const)(
    'a second with more rows than its window is read whole where bounds on ids do not serve (%s)',
    async (idComparisons) => {
      await withSimulator({}, async (simulator) => {
        fillAt(
          simulator,
          times(200, () => 50),
          { window: 50, idComparisons },
        );
        const run = await sync(simulator, model, { pageSize: 10, searchIndexed: 'yes' });
        expect(run.failure).toBeUndefined();
        expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      });
    },
  );

  it('a table larger than its window is read from the database where the index takes no bounds', async () => {
    await withSimulator({}, async (simulator) => {
      fillAt(simulator, times(200, Number), { window: 50, datetimes: 'error', idComparisons: 'ignored' });
      const run = await sync(simulator, model, { pageSize: 10, searchIndexed: 'yes' });
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      expect(simulator.requests.some(({ parameters }) => parameters['all'] === '1')).toBe(true);
    });
  });

  it('rows without updated_at are found although there are more of them than its window', async () => {
    await withSimulator({}, async (simulator) => {
      fillAt(simulator, times(100, Number), { window: 50 });
      for (let index = 0; index < 80; index++) simulator.store.insert(model, { name: 'Undated', updated_at: null });
      const first = await sync(simulator, model, { pageSize: 10, searchIndexed: 'yes' });
      expect(merge(simulator, model, first)).toEqual(truth(simulator, model));
      expect(first.state?.rung).toBe('instant');
      const second = await sync(simulator, model, { pageSize: 10, searchIndexed: 'yes', state: first.state });
      expect(second.calls).toBeLessThanOrEqual(3);
    });
  });

  it('a day of many rows is not read again for every page of it', async () => {
    await withSimulator({ now: () => Date.UTC(2026, 5, 1) }, async (simulator) => {
      fillAt(
        simulator,
        times(7000, (index) => 30 * day + index * 10),
        { datetimes: 'day' },
      );
      const run = await sync(simulator, model, { pageSize: 100, searchIndexed: 'yes', concurrency: 1 });
      expect(run.state?.rung).toBe('day');
      expect(run.calls).toBeLessThan(100);
    });
  }, 120_000);
});

describe('A table that is emptied behind its first page, before its end is looked for,', () => {
  it('ends the run all the same, with the bookmark it had', async () => {
    let lists = 0;
    let empty = (): void => undefined;
    const afterFirstPage = (reply: Reply, { kind }: LoggedRequest): Reply => {
      if (kind === 'list' && ++lists === 1) empty();
      return reply;
    };
    await withSimulator({ mutate: afterFirstPage }, async (simulator) => {
      fillAt(simulator, times(120, Number), {}, 'database');
      empty = () => {
        for (let id = 1; id <= 120; id++) simulator.store.hardDelete(model, id);
      };
      const state = { ...emptyState, rung: 'recent-first', bookmark: secondsIn(50) } as const;
      const run = await sync(simulator, model, { state, pageSize: 10, searchIndexed: 'no' });
      expect([lists > 1, run.failure, run.state?.bookmark]).toEqual([true, undefined, secondsIn(50)]);
    });
  });
});

describe('A first load that goes on', () => {
  it('vouches for all that it has read, although start_date was moved behind what an earlier run had read', async () => {
    await withSimulator({ now: () => Date.UTC(2026, 5, 1) }, async (simulator) => {
      fillAt(
        simulator,
        times(300, (index) => index * 1000),
        {},
      );
      const load = { beganAt: secondsIn(400_000), read: [{ from: secondsIn(50_000), to: secondsIn(100_000) }] };
      const run = await sync(simulator, model, {
        state: { ...emptyState, rung: 'instant', load },
        startDate: secondsIn(150_000),
      });
      expect(run.state?.bookmark).toBe(secondsIn(299_000));
      expect(run.state?.load).toBeUndefined();
    });
  });
});
