import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds, type Instant, secondsBetween } from '../../src/core/instant.ts';
import type { PageRequest, Source } from '../../src/engine/ports.ts';
import type { Dialect } from '../simulator/dialect.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { loadRows } from '../support/load-rows.ts';
import { merge, type SyncRun, sourceOf, sync, truth } from '../support/sync.ts';
import { readStreams } from '../support/sync-streams.ts';

const model = 'organization';
const day = 86_400;
const hour = 3600;
/** Shortly before midnight. */
const began = '2026-06-01T23:50:00Z' as Instant;
const now = (): number => Date.parse(began);

/** So many rows, the latest one ten minutes before now, each so many seconds after the one before. */
function upToNow(count: number, secondsApart: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => now() / 1000 - 600 - (count - 1 - index) * secondsApart);
}

/** Whether a list call goes farther than the search index pages. */
function isTooDeep({ page = '1', per_page: rows = '0' }: Readonly<Record<string, string>>): boolean {
  return Number(page) * Number(rows) > 10_000;
}

function earliestOf({ records }: SyncRun): string {
  return String([...records.values()].map((record) => String(record['updated_at'])).toSorted()[0]);
}

const zones = [0, -480, 840] as const;
const servers = (['start-of-day', 'end-of-day'] as const).flatMap((rangeEnd) =>
  zones.map((zoneOffsetMinutes) => ({ rangeEnd, zoneOffsetMinutes })),
);

describe.each(servers)(
  'From a server that takes ranges of days, $zoneOffsetMinutes minutes east of UTC, to the $rangeEnd of the last one,',
  (server) => {
    const dialect: Partial<Dialect> = { datetimes: 'day', ...server };

    it('a first load gives each row once, in hardly more calls than there are pages', async () => {
      await withSimulator({ now }, async (simulator) => {
        loadRows(simulator, model, upToNow(2000, 17 * hour));
        simulator.store.setDialect(model, dialect);
        const run = await sync(simulator, model, { pageSize: 50 });
        expect(run.failure).toBeUndefined();
        expect(run.state).toMatchObject({ rung: 'day', bookmark: addSeconds(began, -600), load: undefined });
        expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
        expect(run.emitted).toBe(2000);
        expect(run.calls).toBeLessThanOrEqual((1.15 * 2000) / 50 + 20);
      });
    });

    it('a change is found on whichever side of midnight it lies, and nothing older is emitted again', async () => {
      await withSimulator({ now }, async (simulator) => {
        loadRows(simulator, model, upToNow(500, hour), dialect);
        let last = await sync(simulator, model, { pageSize: 20 });
        const runs = [last];
        // Nine minutes, then 23:59:59, 00:00:00, 00:00:01, and the noon and the midnight that follow.
        for (const [index, seconds] of [540, 59, 1, 1, 12 * hour, 12 * hour - 1].entries()) {
          simulator.clock.advance(seconds * 1000);
          simulator.store.update(model, 100 + index, { name: `Edited after ${seconds} more seconds` });
          const bookmark = last.state?.bookmark as Instant;
          last = await sync(simulator, model, { pageSize: 20, state: last.state, lookbackSeconds: 30 });
          expect(last.state?.rung).toBe('day');
          expect(last.records.get(100 + index)?.['name']).toBe(`Edited after ${seconds} more seconds`);
          const since = addSeconds(bookmark, -30);
          expect(earliestOf(last) >= since).toBe(true);
          const changes = [...truth(simulator, model).values()].filter((row) => String(row['updated_at']) >= since);
          expect(last.emitted).toBe(changes.length);
          // The rows of four days and some hours, on pages of twenty, and the one call for rows without updated_at.
          expect(last.calls).toBeLessThanOrEqual(Math.ceil((4 * 24 + 14) / 18) + 3);
          runs.push(last);
        }
        expect(merge(simulator, model, ...runs)).toEqual(truth(simulator, model));
      });
    });

    it('the lookback reads again what the index may have shown too late, and nothing before', async () => {
      await withSimulator({ now }, async (simulator) => {
        loadRows(simulator, model, upToNow(300, 600), { ...dialect, indexDelay: 300_000 });
        const first = await sync(simulator, model);
        simulator.store.update(model, 7, { name: 'Edited, not shown yet' });
        simulator.clock.advance(20_000);
        const second = await sync(simulator, model, { state: first.state, lookbackSeconds: 3600 });
        simulator.clock.advance(600_000);
        const third = await sync(simulator, model, { state: second.state, lookbackSeconds: 3600 });
        expect(second.records.get(7)).toBeUndefined();
        expect([second.emitted, third.emitted]).toEqual([7, 8]);
        expect(merge(simulator, model, first, second, third)).toEqual(truth(simulator, model));
      });
    });
  },
);

describe('A first load by day that is interrupted', () => {
  const stories = fc.record({
    server: fc.constantFrom(...servers),
    secondsApart: fc.constantFrom(600, hour, 9 * hour, 3 * day),
    crashes: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 }),
    pageSize: fc.integer({ min: 8, max: 40 }),
  });

  it('goes on with what was left, however often it is', async () => {
    await fc.assert(
      fc.asyncProperty(stories, async ({ server, secondsApart, crashes, pageSize }) => {
        await withSimulator({ now }, async (simulator) => {
          loadRows(simulator, model, upToNow(400, secondsApart), { datetimes: 'day', ...server });
          const runs: SyncRun[] = [];
          const emitted = new Set<number>();
          for (const crashAfter of [...crashes, undefined]) {
            const state = runs.findLast((run) => run.state !== undefined)?.state;
            const run = await sync(simulator, model, { pageSize, state, ...(crashAfter && { crashAfter }) });
            expect(run.emitted).toBeLessThanOrEqual(400 - emitted.size + 2 * pageSize + 10);
            for (const id of run.records.keys()) emitted.add(id);
            runs.push(run);
          }
          expect(runs.at(-1)?.state?.rung).toBe('day');
          expect(merge(simulator, model, ...runs)).toEqual(truth(simulator, model));
        });
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});

describe('More rows than the search index pages through', () => {
  it.each([1, 4])('are read by day in windows that begin later and later (%i at a time)', async (concurrency) => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, upToNow(12_000, 1200), { datetimes: 'day', zoneOffsetMinutes: -480 });
      const run = await sync(simulator, model, { pageSize: 500, concurrency });
      expect(run.state?.rung).toBe('day');
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      expect(run.emitted).toBe(12_000);
      expect(run.calls).toBeLessThanOrEqual((1.15 * 12_000) / 500 + 15);
      expect(simulator.requests.filter(({ parameters }) => isTooDeep(parameters))).toEqual([]);
    });
  });

  it('in a few days are read in another way, with nothing lost and nothing that was read by day read again', async () => {
    await withSimulator({ now }, async (simulator) => {
      const times = [...upToNow(2000, day).slice(0, 1990), ...upToNow(11_000, 20)];
      loadRows(simulator, model, times, { datetimes: 'day' });
      const run = await sync(simulator, model, { pageSize: 500 });
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      // What changed since can be read by day again.
      expect(run.state?.rung).toBe('day');
      simulator.clock.advance(5 * day * 1000);
      simulator.store.update(model, 5, { name: 'Edited' });
      const next = await sync(simulator, model, { pageSize: 500, state: run.state });
      expect(next.records.get(5)?.['name']).toBe('Edited');
      expect([next.state?.rung, next.failure]).toEqual(['day', undefined]);
    });
  });
});

describe('A range of days gives way', () => {
  /** A server that understands something else by a range, as far as the engine can see. */
  function distort(source: Source, range: (operand: string) => string | undefined): Source {
    const conditions = (request: PageRequest): PageRequest['conditions'] =>
      request.conditions.flatMap((condition) => {
        if (condition[1] !== 'range') return [condition];
        const operand = range(String(condition[2]));
        return operand === undefined ? [] : [[condition[0], condition[1], operand] as const];
      });
    return { ...source, fetchPage: (request) => source.fetchPage({ ...request, conditions: conditions(request) }) };
  }

  /** `MM/DD/YYYY` some days later. */
  function shift(date: string, days: number): string {
    const at = new Date(Date.UTC(Number(date.slice(6)), Number(date.slice(0, 2)) - 1, Number(date.slice(3, 5)) + days));
    const [year = '', month = '', dayOfMonth = ''] = at.toISOString().slice(0, 10).split('-');
    return `${month}/${dayOfMonth}/${year}`;
  }

  async function read(simulator: Simulator, range: (operand: string) => string | undefined) {
    const log: string[] = [];
    const ids = new Set<number>();
    const events = readStreams(distort(sourceOf(simulator), range), [model], {
      pageSize: 20,
      concurrency: 4,
      log: (message) => log.push(message),
    });
    for await (const event of events) {
      if (event.kind === 'records') for (const { id } of event.records) ids.add(Number(id));
      if (event.kind === 'stream-finished') expect(event.outcome.kind).toBe('complete');
    }
    return { ids: [...ids].toSorted((a, b) => a - b), log: log.join('\n') };
  }

  it.each([
    ['ignores it', () => undefined, 'not by day: the server ignores a bound'],
    [
      'begins it some days late',
      (operand: string) => `${shift(operand.slice(0, 10), 5)} - 12/31/9998`,
      'not by day: a bound',
    ],
    [
      'begins it with the month',
      (operand: string) => `${operand.slice(0, 3)}01${operand.slice(5)}`,
      'not by day: a bound',
    ],
    ['takes no year after 2100', (operand: string) => operand.replace(/9998/g, '2100'), undefined],
    ['finds nothing by it', () => '01/01/1900 - 01/02/1900', 'not by day: a bound before every timestamp hides rows'],
  ] as const)('on a server that %s', async (_title, range, refusal) => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, upToNow(300, 11 * hour), { datetimes: 'day' });
      const { ids, log } = await read(simulator, range);
      expect(ids).toEqual(simulator.store.ids(model));
      if (refusal) expect(log).toContain(refusal);
      else expect(log).not.toContain('not by day');
    });
  });

  it('on a server that refuses dates altogether', async () => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, upToNow(300, 11 * hour), { datetimes: 'error' });
      const run = await sync(simulator, model, { pageSize: 20 });
      expect(run.log.join('\n')).toContain('not by day');
      expect(run.state?.rung).toBe('recent-first');
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
    });
  });

  it('on a server that stops understanding it between two runs', async () => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, upToNow(300, hour), { datetimes: 'day' });
      const first = await sync(simulator, model, { pageSize: 20 });
      simulator.store.setDialect(model, { datetimes: 'error' });
      simulator.clock.advance(1000 * day);
      for (const id of [1, 150, 300]) simulator.store.update(model, id, { name: 'Edited' });
      const second = await sync(simulator, model, { pageSize: 20, state: first.state });
      expect(second.failure).toBeUndefined();
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      expect(secondsBetween(began, second.state?.bookmark as Instant)).toBe(day);
    });
  });
});
