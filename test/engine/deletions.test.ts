import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countIds, noIds } from '../../src/core/id-set.ts';
import { parseInstant } from '../../src/core/instant.ts';
import { serializeState } from '../../src/core/state-form.ts';
import type { StreamState } from '../../src/core/stream-state.ts';
import type { Dialect } from '../simulator/dialect.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import {
  fill,
  hide,
  keptBy,
  knownTo,
  listsIds,
  mark,
  markedIn,
  model,
  now,
  rowsOf,
  run,
  stored,
} from '../support/deletion-runs.ts';
import { type SyncOptions, type SyncRun, secondsIn, sync } from '../support/sync.ts';

const servers: readonly {
  readonly title: string;
  readonly engine: 'search' | 'database';
  readonly dialect: Partial<Dialect>;
}[] = [
  { title: 'honours everything', engine: 'search', dialect: {} },
  { title: 'ignores bounds on ids', engine: 'search', dialect: { idComparisons: 'ignored' } },
  { title: 'refuses bounds on ids', engine: 'search', dialect: { idComparisons: 'error' } },
  { title: 'compares ids as text', engine: 'search', dialect: { idComparisons: 'as-text', datetimes: 'ignored' } },
  { title: 'gives 7 rows a page at most', engine: 'search', dialect: { pageCap: 7 } },
  { title: 'is a database', engine: 'database', dialect: {} },
  {
    title: 'is a database that sorts by nothing',
    engine: 'database',
    dialect: { sortable: [], databaseOrder: 'natural' },
  },
  { title: 'is a database without updated_at', engine: 'database', dialect: { updatedAt: 'absent' } },
];

describe.each(servers)('Rows that vanish from a server that $title', ({ engine, dialect }) => {
  const absent = dialect.updatedAt === 'absent';

  it('are marked once, with the moment of the run, and nothing else of them', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, engine, 57, dialect);
      const first = await run(simulator);
      simulator.store.hardDelete(model, 11);
      simulator.store.softDelete(model, 30);
      const second = await run(simulator, { state: stored(first.state) });
      const third = await run(simulator, { state: stored(second.state) });
      expect([first, second, third].map(({ failure }) => failure)).toEqual([undefined, undefined, undefined]);
      expect([first, second, third].map(markedIn)).toEqual([[], [11, 30], []]);
      const noticed = '2026-06-01T00:02:00Z';
      expect(second.records.get(11)).toEqual({ id: 11, updated_at: noticed, name: null, [mark]: noticed });
      expect(keptBy(first, second, third)).toEqual(rowsOf(simulator));
    });
  });

  it('and come back are there again', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, engine, 57, dialect);
      const first = await run(simulator);
      simulator.store.softDelete(model, 30);
      const second = await run(simulator, { state: stored(first.state) });
      simulator.clock.advance(60_000);
      simulator.store.update(model, 30, { deleted_at: null, name: 'Back' });
      const third = await run(simulator, { state: stored(second.state) });
      expect(third.records.get(30)).toMatchObject({ name: 'Back', [mark]: null });
      const [gone, back] = [second, third].map(({ records }) => String(records.get(30)?.['updated_at']));
      if (!absent) expect(back && gone && back > gone).toBe(true);
      expect(markedIn(third)).toEqual([]);
      expect(keptBy(first, second, third)).toEqual(rowsOf(simulator));
      expect(knownTo(third.state)).toEqual(simulator.store.ids(model));
    });
  });
});

describe('A run in the same second as the one before', () => {
  it('ends with a state that vouches for its last record, though nothing but the deletion is new', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 12);
      const inOneSecond: SyncOptions = { detectDeletions: true, pace: { records: 1000, milliseconds: 1000 } };
      const first = await sync(simulator, model, inOneSecond);
      simulator.store.hardDelete(model, 3);
      const second = await sync(simulator, model, { ...inOneSecond, state: stored(first.state) });
      expect(second.state?.syncedAt).toBe(first.state?.syncedAt);
      const kinds = second.events.map(({ kind }) => kind);
      expect(kinds.slice(kinds.lastIndexOf('records'))).toEqual(['records', 'checkpoint', 'stream-finished']);
    });
  });
});

describe('Looking for deletions', () => {
  it('lists 500 ids a call, and asks Fluxx for nothing that it does not know', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 1700);
      const options = { pageSize: 100 };
      const first = await run(simulator, options);
      const without = await sync(simulator, model, { ...options, state: first.state });
      simulator.store.insert(model, { name: 'Born' });
      const second = await run(simulator, { ...options, state: first.state });
      expect([second.emitted, second.records.has(1701)]).toEqual([2, true]); // with the row that the bookmark stands on
      // Four pages, and a few cheap questions about whether bounds on ids are honoured.
      expect(second.calls - without.calls).toBeLessThanOrEqual(4 + 5);
      expect(simulator.requests.filter(({ parameters }) => listsIds(parameters)).length).toBeGreaterThanOrEqual(8);
      expect(simulator.requests.filter(({ parameters }) => parameters['cols']?.includes(mark))).toEqual([]);
    });
  });

  it('changes nothing in a run that is not told to, or that reads in full, and its state is kept', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      simulator.requests.length = 0;
      simulator.store.hardDelete(model, 11);
      const off = await run(simulator, { state: stored(first.state), detectDeletions: false });
      const full = await run(simulator, { state: stored(off.state), mode: 'full' });
      expect(simulator.requests.filter(({ parameters }) => listsIds(parameters))).toEqual([]);
      expect([...off.records.values()].some((record) => mark in record)).toBe(false);
      expect(markedIn(full)).toEqual([]);
      expect(full.state?.knownIds).toEqual(first.state?.knownIds);
      expect(markedIn(await run(simulator, { state: stored(full.state) }))).toEqual([11]);
    });
  });

  it('marks nothing the first time, on top of a bookmark of earlier runs', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const before = await run(simulator, { detectDeletions: false });
      simulator.store.hardDelete(model, 11);
      const first = await run(simulator, { state: stored(before.state) });
      expect([markedIn(first), first.emitted]).toEqual([[], 1]); // the row that the bookmark stands on
      expect(knownTo(first.state)).toEqual(simulator.store.ids(model));
      simulator.store.hardDelete(model, 12);
      const second = await run(simulator, { state: stored(first.state) });
      expect(markedIn(second)).toEqual([12]);
    });
  });

  it('remembers an empty table, and writes no state for what is known already', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 0);
      const first = await run(simulator);
      expect(first.state?.knownIds).toEqual(noIds);
      const second = await run(simulator, { state: stored(first.state) });
      expect(second.events.filter(({ kind }) => kind === 'checkpoint')).toHaveLength(1);
      simulator.store.insert(model, { name: 'Born' });
      const third = await run(simulator, { state: stored(second.state) });
      simulator.store.hardDelete(model, 1);
      const fourth = await run(simulator, { state: stored(third.state) });
      expect([third, fourth].map(markedIn)).toEqual([[], [1]]);
    });
  });

  it('says so when a stream has too many rows to remember, and marks nothing', async () => {
    await withSimulator({ now }, async (simulator) => {
      simulator.store.define(model, { engine: 'search' });
      const rest = { deleted: null, version: 0, overrides: undefined, generator: undefined };
      const old = Date.UTC(2020, 0) / 1000;
      // So far apart that each takes eight characters.
      const rows = Array.from({ length: 125_500 }, (_, index) => (index + 1) * 2 ** 36);
      simulator.store.load(
        model,
        rows.map((id) => ({ id, created: old, updated: old, ...rest })),
      );
      const options = { startDate: secondsIn(0) };
      const first = await run(simulator, options);
      expect(first.failure).toBeUndefined();
      expect(first.state?.knownIds).toBeUndefined();
      expect(first.log.filter((line) => line.includes('too many rows to remember'))).toHaveLength(1);
      for (const id of rows.slice(0, 1000)) simulator.store.hardDelete(model, id);
      const second = await run(simulator, { ...options, state: stored(first.state) });
      expect(second.state?.knownIds && countIds(second.state.knownIds)).toBe(124_500);
      expect(JSON.stringify(serializeState(second.state as StreamState)).length).toBeLessThan(1_000_400);
    });
  });
});

describe('A row that comes back with the updated_at that it had', () => {
  it('is there again, although reading on from the bookmark would not show it', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      simulator.store.softDelete(model, 30);
      const second = await run(simulator, { state: stored(first.state) });
      simulator.store.set(model, 30, { deleted_at: null, updated_at: secondsIn(29) });
      const third = await run(simulator, { state: stored(second.state), crashAfter: 5 });
      expect(third.log).toContainEqual(expect.stringContaining('1 row came (or came back)'));
      const fourth = await run(simulator, { state: stored(third.state) });
      const fifth = await run(simulator, { state: stored(fourth.state) });
      expect(keptBy(first, second, third, fourth)).toEqual(rowsOf(simulator));
      expect([third.emitted < 57, fifth.emitted]).toEqual([true, 1]);
    });
  });

  it('is not waited for where it is older than start_date', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const options = { startDate: secondsIn(40) };
      const first = await run(simulator, options);
      simulator.store.insert(model, { name: 'Old', updated_at: secondsIn(5) });
      const second = await run(simulator, { ...options, state: stored(first.state) });
      expect(second.emitted).toBe(1);
      expect(knownTo(second.state)).toContain(58);
    });
  });

  it('is not waited for when the bookmark lies in the future', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      simulator.store.insert(model, { name: 'Old', updated_at: secondsIn(5) });
      const bookmark = parseInstant('2121-01-01T00:00:00Z');
      const second = await run(simulator, { state: { ...stored(first.state), bookmark } });
      expect(second.emitted).toBe(0);
    });
  });
});

describe('A row of old date that the index shows late', () => {
  const late = { indexDelay: 300_000, insertIndexDelay: 300_000 } as const;
  const ways: readonly (readonly [string, 'unknown' | 'yes' | 'no', Partial<Dialect>])[] = [
    ['by instant', 'unknown', late],
    ['by instant', 'yes', late],
    ['by recent-first', 'unknown', { ...late, datetimes: 'error' }],
    ['by recent-first', 'yes', { ...late, datetimes: 'error' }],
    ['by recent-first', 'no', { ...late, datetimes: 'error' }],
    ['by instant, ids from the database', 'yes', { ...late, idComparisons: 'ignored', window: 40 }],
  ];
  const cases = ways.flatMap(([title, ...way]) => [0, 1].map((bornBefore) => [title, bornBefore, ...way] as const));

  it.each(cases)('is read once it is shown (%s, born before run %i, %s)', async (_title, bornBefore, ...way) => {
    const [searchIndexed, dialect] = way;
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 50, dialect);
      simulator.clock.advance(600_000);
      const seen = new Set<number>();
      let born = 0;
      let state: StreamState | undefined;
      for (let turn = 0; turn < 4; turn++) {
        const old = secondsIn(-86_400);
        if (turn === bornBefore) born = simulator.store.insert(model, { created_at: old, updated_at: old });
        const next = await run(simulator, { searchIndexed, lookbackSeconds: 900, state });
        expect([next.failure, markedIn(next)]).toEqual([undefined, []]);
        for (const id of next.records.keys()) seen.add(id);
        state = stored(next.state);
        simulator.clock.advance(400_000);
      }
      expect(seen.has(born)).toBe(true);
    });
  });

  it('is not taken for emitted by a run that ends before it is shown', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 50, { ...late, datetimes: 'error' });
      simulator.clock.advance(600_000);
      const options = { searchIndexed: 'unknown', lookbackSeconds: 900 } as const;
      let { state } = await run(simulator, options);
      const old = secondsIn(-86_400);
      const born = simulator.store.insert(model, { created_at: old, updated_at: old });
      for (const crashAfter of [2, 5, 8]) {
        ({ state } = await run(simulator, { ...options, state: stored(state), crashAfter }));
      }
      simulator.clock.advance(600_000);
      const last = await run(simulator, { ...options, state: stored(state) });
      expect([last.failure, last.records.has(born)]).toEqual([undefined, true]);
    });
  });

  it('is not marked in the week in which better rungs are tried again', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 50, { ...late, datetimes: 'error' });
      simulator.clock.advance(600_000);
      const options = { searchIndexed: 'unknown', lookbackSeconds: 900 } as const;
      const first = await run(simulator, options);
      simulator.clock.advance((7 * 86_400 - 200) * 1000);
      const born = simulator.store.insert(model, { name: 'Born' });
      let last = await run(simulator, { ...options, state: stored(first.state) });
      expect(last.records.has(born)).toBe(true);
      for (let again = 0; again < 3; again++) {
        simulator.clock.advance(100_000);
        last = await run(simulator, { ...options, state: stored(last.state) });
        expect(markedIn(last)).toEqual([]);
      }
    });
  });
});

describe('A row without updated_at that comes back', () => {
  it.each([undefined, '2026-05-31'])(
    'is there again, also when nobody could see that their number had changed (start_date %s)',
    async (startDate) => {
      const dated = startDate === undefined ? {} : { startDate };
      await withSimulator({ now }, async (simulator) => {
        fill(simulator, 'search', 50);
        for (const id of [5, 15, 25]) simulator.store.set(model, id, { updated_at: null });
        const first = await run(simulator, dated);
        // Hidden while ids are listed, and there again when rows without updated_at are counted.
        const removeHook = simulator.onRequest(({ parameters }) => {
          simulator.store.set(model, 15, { deleted_at: listsIds(parameters) ? secondsIn(1) : null, updated_at: null });
        });
        const second = await run(simulator, { ...dated, state: stored(first.state) });
        removeHook();
        simulator.store.set(model, 15, { deleted_at: null, updated_at: null });
        expect(markedIn(second)).toEqual([15]);
        const third = await run(simulator, { ...dated, state: stored(second.state) });
        expect(third.records.get(15)).toMatchObject({ id: 15, [mark]: null });
      });
    },
  );
});

describe('A row that comes back while a field cannot be read', () => {
  it('is read again by the next run, whatever this one takes back', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 60);
      const options = { fields: ['city'], pageSize: 5, concurrency: 1 };
      const first = await run(simulator, options);
      simulator.store.set(model, 30, { deleted_at: secondsIn(1), updated_at: secondsIn(29) });
      const second = await run(simulator, { ...options, state: stored(first.state) });
      expect(markedIn(second)).toEqual([30]);
      simulator.store.set(model, 30, { deleted_at: null, updated_at: secondsIn(29), city: 'Lagos' });
      const asksForCity = ({ cols }: Readonly<Record<string, string>>): boolean => cols?.includes('"city"') === true;
      const always = { times: Number.POSITIVE_INFINITY, after: 3 };
      simulator.faults.add({ kind: 'status', status: 500, when: asksForCity, ...always });
      let pages = 0;
      const removeHook = simulator.onRequest(({ parameters }) => {
        const isPage = parameters['cols']?.includes('"name"') === true && !asksForCity(parameters);
        if (isPage && ++pages === 9) simulator.store.setDialect(model, { sort: 'ignored' });
      });
      const third = await run(simulator, { ...options, state: stored(second.state) });
      removeHook();
      expect(third.failure).toBe('FIELD_UNREADABLE');
      simulator.faults.clear();
      simulator.store.setDialect(model, { sort: 'honoured' });
      const fourth = await run(simulator, { ...options, state: stored(third.state) });
      expect(fourth.records.get(30)).toMatchObject({ id: 30, city: 'Lagos', [mark]: null });
    });
  });
});

describe('A row that comes back behind a first load that was interrupted', () => {
  it.each([
    ['search', 3],
    ['search', 33],
    ['database', 3],
  ] as const)('is read by the run that goes on with it (%s, %i)', async (engine, hidden) => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, engine, 57);
      const options = { searchIndexed: engine === 'search' ? 'yes' : 'no', pageSize: 4, concurrency: 2 } as const;
      let overlooked = 0;
      for (let crashAfter = 6; crashAfter < 24; crashAfter += 2) {
        simulator.store.set(model, hidden, { deleted_at: secondsIn(0) });
        const first = await run(simulator, { ...options, crashAfter });
        simulator.store.set(model, hidden, { deleted_at: null });
        const second = await run(simulator, { ...options, state: stored(first.state) });
        expect(second.failure).toBeUndefined();
        expect(keptBy(first, second)).toEqual(rowsOf(simulator));
        if (second.log.some((line) => line.includes('came (or came back)'))) overlooked += 1;
      }
      expect(overlooked).toBeGreaterThan(0);
    });
  });
});

describe('A listing of ids that cannot be believed', () => {
  it('is begun again in another way when it contradicts itself', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57, { pageCap: 7 });
      const first = await run(simulator, { searchIndexed: 'yes' });
      let listings = 0;
      const removeHook = simulator.onRequest(({ parameters }) => {
        if (!listsIds(parameters) || ++listings !== 4) return;
        simulator.store.setDialect(model, { idComparisons: 'ignored' });
        simulator.store.hardDelete(model, 2);
      });
      const second = await run(simulator, { searchIndexed: 'yes', state: stored(first.state) });
      removeHook();
      expect(second.log).toContainEqual(expect.stringContaining('the sweep tries another way'));
      expect([markedIn(second), second.failure]).toEqual([[2], undefined]);
    });
  });

  it('marks nothing when one of its calls fails: the rows are read, the stream fails, and the next run marks', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 1700);
      const first = await run(simulator, { pageSize: 100 });
      simulator.store.hardDelete(model, 1650);
      simulator.store.update(model, 7, { name: 'Edited' });
      const born = simulator.store.insert(model, { name: 'Born' });
      simulator.faults.add({ kind: 'status', times: 1000, when: listsIds, after: 2 });
      const second = await run(simulator, { state: stored(first.state) });
      expect(second.failure).toBe('FLUXX_UNAVAILABLE');
      expect([...second.records.keys()]).toEqual(expect.arrayContaining([7, born]));
      expect(markedIn(second)).toEqual([]);
      const [last] = second.events.slice(-1);
      expect(last).toMatchObject({
        outcome: {
          error: { message: expect.stringMatching(/^Which rows of organization have vanished is not known: /) },
        },
      });
      simulator.faults.clear();
      simulator.store.hardDelete(model, born);
      const third = await run(simulator, { state: stored(second.state) });
      expect(markedIn(third)).toEqual([1650, born]);
      expect(keptBy(first, second, third)).toEqual(rowsOf(simulator));
    });
  });

  it('ends the run at once when the credentials are refused', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      simulator.requests.length = 0;
      simulator.faults.add({ kind: 'status', status: 401, times: 1000 });
      await expect(run(simulator, { state: stored(first.state) })).rejects.toMatchObject({
        code: 'FLUXX_TOKEN_REFUSED',
      });
      // Besides, other models are asked whether they take the token.
      const lists = simulator.requests.filter((request) => request.kind === 'list' && request.model === model);
      expect(lists.every(({ parameters }) => listsIds(parameters) || parameters['cols'] === '["id"]')).toBe(true);
    });
  });

  it('leaves the first run without anything to compare with', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'database', 57);
      simulator.faults.add({ kind: 'no-records', times: 1000, when: listsIds });
      const first = await run(simulator, { searchIndexed: 'no' });
      expect([first.failure, first.emitted, first.state?.knownIds]).toEqual(['FLUXX_ENVELOPE_INVALID', 57, undefined]);
      expect(first.state?.bookmark).toBe(secondsIn(56));
    });
  });

  it('marks nothing when the server refuses every way of listing them', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      simulator.store.hardDelete(model, 11);
      simulator.faults.add({ kind: 'error-100', times: 1000, when: listsIds, message: '#<RuntimeError: oops>' });
      const second = await run(simulator, { state: stored(first.state) });
      expect([markedIn(second), second.failure]).toEqual([[], 'RUNGS_EXHAUSTED']);
      expect(second.state?.syncedAt).toBe('2026-06-01T00:02:00Z');
      expect(knownTo(second.state)).toHaveLength(57);
    });
  });

  it('marks nothing when more than half of many rows seem to be gone, and says how many', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 210);
      const first = await run(simulator);
      for (const id of simulator.store.ids(model).slice(0, 106)) simulator.store.softDelete(model, id);
      const second = await run(simulator, { state: stored(first.state) });
      expect([markedIn(second), second.failure]).toEqual([[], 'DELETIONS_DOUBTFUL']);
      expect(second.events.at(-1)).toMatchObject({
        outcome: { error: { message: expect.stringMatching(/^106 of the 210 rows of organization .*`known_ids`/s) } },
      });
      simulator.store.update(model, 1, { deleted_at: null });
      const third = await run(simulator, { state: stored(first.state) });
      expect([markedIn(third).length, third.failure]).toEqual([105, undefined]); // half of them is not more than half
      expect(keptBy(first, second, third)).toEqual(rowsOf(simulator));
    });
  });

  it('may be believed when many rows are gone, if they are the smaller part', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 4300);
      const options = { startDate: '2026-05-01' };
      const first = await run(simulator, options);
      const gone = simulator.store.ids(model).slice(1000, 3100);
      for (const id of gone) simulator.store.hardDelete(model, id);
      const second = await run(simulator, { ...options, state: stored(first.state) });
      expect(markedIn(second)).toEqual(gone);
    });
  });

  it('may be believed when few rows are gone, even all of them', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 100);
      const first = await run(simulator);
      for (const id of simulator.store.ids(model)) simulator.store.hardDelete(model, id);
      const second = await run(simulator, { state: stored(first.state) });
      expect([markedIn(second).length, second.failure]).toEqual([100, undefined]);
    });
  });

  it('marks nothing when it is empty while either engine counts rows, however few there were', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 8);
      const first = await run(simulator);
      const ids = simulator.store.ids(model);
      const show = (shown: boolean): void => {
        for (const id of ids) simulator.store.set(model, id, { deleted_at: shown ? null : secondsIn(1) });
      };
      const removeHook = simulator.onRequest(({ parameters }) => show(parameters['all'] === '1'));
      const second = await run(simulator, { state: stored(first.state) });
      removeHook();
      show(true);
      expect([markedIn(second), second.failure]).toEqual([[], 'DELETIONS_DOUBTFUL']);
      const third = await run(simulator, { state: stored(first.state) });
      expect([markedIn(third), third.failure]).toEqual([[], undefined]);
    });
  });

  it('lets no bookmark pass what a server may hide that shows few of its rows', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 210);
      const first = await run(simulator, { lookbackSeconds: 0 });
      simulator.store.update(model, 7, { name: 'Edited while it was hidden' });
      const edited = simulator.store.row(model, 7)?.['updated_at'] ?? null;
      for (const id of simulator.store.ids(model).slice(0, 106)) simulator.store.set(model, id, { deleted_at: edited });
      simulator.clock.advance(600_000);
      simulator.store.update(model, 200, { name: 'Edited later' });
      const second = await run(simulator, { state: stored(first.state), lookbackSeconds: 0 });
      expect([second.failure, second.records.has(200), second.state]).toEqual(['DELETIONS_DOUBTFUL', true, undefined]);
      for (let id = 1; id <= 106; id++) simulator.store.set(model, id, { deleted_at: null });
      const third = await run(simulator, { state: stored(first.state), lookbackSeconds: 0 });
      expect([...third.records.keys()]).toEqual(expect.arrayContaining([7, 200]));
      expect(keptBy(first, second, third)).toEqual(rowsOf(simulator));
    });
  });

  it.each(['error-100', 'status'] as const)(
    'is believed when it is empty and the other engine does not serve the model (%s)',
    async (kind) => {
      await withSimulator({ now }, async (simulator) => {
        fill(simulator, 'search', 8);
        const first = await run(simulator, { searchIndexed: 'yes' });
        for (const id of simulator.store.ids(model)) simulator.store.hardDelete(model, id);
        const always = { times: Number.POSITIVE_INFINITY, status: 400, message: 'undefined method' };
        simulator.faults.add({ kind, ...always, when: ({ all }) => all === '1' });
        const second = await run(simulator, { searchIndexed: 'yes', state: stored(first.state) });
        expect([markedIn(second).length, second.failure]).toEqual([8, undefined]);
      });
    },
  );

  it('is not made of an index that is late, where the rows come from the database', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 50, { datetimes: 'error', indexDelay: 300_000, insertIndexDelay: 300_000 });
      simulator.clock.advance(600_000);
      const options = { searchIndexed: 'unknown', lookbackSeconds: 900 } as const;
      let last = await run(simulator, options);
      simulator.clock.advance(600_000);
      const born = simulator.store.insert(model, { name: 'Born' });
      for (let again = 1; again <= 3; again++) {
        last = await run(simulator, { ...options, state: stored(last.state) });
        expect(last.log).toContainEqual(expect.stringContaining('read by recent-first'));
        expect([last.records.has(born), markedIn(last)]).toEqual([true, []]);
      }
    });
  });
});

describe('A run that ends between records and state', () => {
  /** So rarely that no state of the rows comes before the end. */
  const pace = { records: 1000, milliseconds: 1e9 };

  it('has told of every row, so that the deletion of one that came after the listing is found', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      let born = 0;
      const removeHook = simulator.onRequest(({ parameters }) => {
        if (listsIds(parameters) || born > 0) return;
        born = simulator.store.insert(model, { name: 'Born after the listing' });
      });
      const whole = await run(simulator, { state: stored(first.state), pace });
      removeHook();
      const shown = whole.events.findIndex(
        (event) => event.kind === 'records' && event.records.some(({ id }) => id === born),
      );
      expect(born).toBeGreaterThan(57);
      const toldBefore = whole.events.slice(0, shown).flatMap((event) => (event.kind === 'checkpoint' ? [event] : []));
      simulator.store.hardDelete(model, born);
      const next = await run(simulator, { state: stored(toldBefore.at(-1)?.state) });
      expect(markedIn(next)).toEqual([born]);
    });
  });

  it('has not gone back to an earlier state for the sake of a row that came after the listing', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'database', 57);
      let pages = 0;
      simulator.onRequest(({ parameters }) => {
        if (!listsIds(parameters) && ++pages === 9) simulator.store.insert(model, { name: 'Born' });
      });
      const { events } = await run(simulator, { searchIndexed: 'no' });
      const states = events.flatMap((event) => (event.kind === 'checkpoint' ? [event] : []));
      const places = states.map(({ state }) => state.sweep?.lastId).slice(1, -2);
      const ahead = states.findLastIndex(({ isAhead }) => isAhead === true);
      expect(ahead).toBeGreaterThan(2);
      expect(places).toEqual(places.toSorted((a, b) => Number(a) - Number(b)));
      expect(states[ahead]?.state.sweep).toEqual(states[ahead - 1]?.state.sweep);
    });
  });

  it('has told of every row of the first listing before the first record', async () => {
    await withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const { events } = await run(simulator, { pace });
      const kinds = events.map(({ kind }) => kind).filter((kind) => kind === 'records' || kind === 'checkpoint');
      expect(kinds.slice(0, 2)).toEqual(['checkpoint', 'records']);
      expect(kinds.filter((kind) => kind === 'checkpoint')).toHaveLength(2);
    });
  });
});

/** How many histories are tried; `HISTORIES=2000` for a long run. */
const histories = Number(process.env['HISTORIES'] ?? 150);

type Edit = {
  readonly kind: 'insert' | 'insert-undated' | 'import' | 'edit' | 'soft-delete' | 'hard-delete' | 'restore' | 'show';
  readonly place: number;
  readonly seconds: number;
};

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    'insert',
    'insert',
    'insert-undated',
    'import',
    'edit',
    'soft-delete',
    'hard-delete',
    'hard-delete',
    'restore',
    'show',
  ),
  place: fc.nat(),
  seconds: fc.constantFrom(0, 0, 1, 7),
});

const history = fc.record({
  searchIndexed: fc.constantFrom('yes', 'unknown', 'no'),
  engine: fc.constantFrom('search', 'search', 'database'),
  dialect: fc.record({
    datetimes: fc.constantFrom('instant', 'instant', 'ignored', 'error'),
    idComparisons: fc.constantFrom('honoured', 'honoured', 'ignored', 'error', 'as-text'),
    sort: fc.constantFrom('honoured', 'honoured', 'honoured', 'ignored'),
    beyondEnd: fc.constantFrom('first-page', 'empty'),
    databaseOrder: fc.constantFrom('id', 'natural'),
    sortable: fc.constantFrom<readonly string[]>(['id', 'updated_at'], ['id'], []),
    indexDelay: fc.constantFrom(0, 0, 20_000),
    insertIndexDelay: fc.constantFrom(0, 0, 20_000),
    pageCap: fc.constantFrom(500, 7, 4),
  }),
  rows: fc.integer({ min: 0, max: 40 }),
  runs: fc.array(
    fc.record({
      pageSize: fc.integer({ min: 1, max: 25 }),
      /** After so many records a state is written. */
      pace: fc.constantFrom(0, 15, 1e9),
      /** A row that is hidden before the run, without a trace in its `updated_at`. */
      hidden: fc.option(fc.nat(), { nil: undefined }),
      /** What happens before each list call of the run, for as long as the list goes. */
      edits: fc.array(fc.option(edit, { nil: undefined }), { maxLength: 30 }),
      crashAfter: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
      /** Until the next run; the index may not have caught up by then. */
      secondsAfter: fc.constantFrom(5, 30),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

type Story = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

function apply({ store, clock }: Simulator, { kind, place, seconds }: Edit): void {
  clock.advance(seconds * 1000);
  if (kind === 'insert') store.insert(model, { name: `Born ${place}` });
  if (kind === 'insert-undated') store.insert(model, { name: `Undated ${place}`, updated_at: null });
  // With the dates that it had elsewhere.
  if (kind === 'import') store.insert(model, { name: `Imported ${place}`, updated_at: secondsIn(place % 50) });
  const isBack = kind === 'restore' || kind === 'show';
  const ids: readonly number[] = isBack ? [...(store.table(model)?.deleted.keys() ?? [])] : store.ids(model);
  const id = ids[place % Math.max(1, ids.length)];
  if (kind === 'insert' || kind === 'insert-undated' || kind === 'import' || id === undefined) return;
  if (kind === 'edit') store.update(model, id, { name: `Edited ${place}` });
  else if (kind === 'restore') store.update(model, id, { deleted_at: null });
  else if (kind === 'show') store.set(model, id, { deleted_at: null });
  else if (kind === 'soft-delete') store.softDelete(model, id);
  else store.hardDelete(model, id);
}

/** Plays a history: a calm run, the runs that are disturbed, and another calm one. */
async function play(
  simulator: Simulator,
  { searchIndexed, engine, dialect, rows, runs }: Story,
): Promise<readonly SyncRun[]> {
  fill(simulator, engine, rows, dialect);
  const calm = { pageSize: 10, pace: 0, hidden: undefined, edits: [], crashAfter: undefined, secondsAfter: 30 };
  // What is emitted before the ids were ever listed cannot be missed; servers without an order may fail to list them.
  const isOrdered = dialect.sort === 'honoured' && dialect.sortable[0] === 'id';
  const done: SyncRun[] = [];
  let state: StreamState | undefined;
  for (const story of [...(isOrdered ? [] : [calm]), ...runs, calm]) {
    const { pageSize, pace, hidden, edits, crashAfter, secondsAfter } = story;
    if (story === calm) simulator.clock.advance(30_000); // the index has caught up
    const id =
      hidden === undefined ? undefined : simulator.store.ids(model)[hidden % simulator.store.ids(model).length];
    if (id !== undefined) hide(simulator, id);
    const waiting = edits.values();
    const removeHook = simulator.onRequest(() => {
      const next = waiting.next().value;
      if (next) apply(simulator, next);
    });
    const options = {
      pageSize,
      lookbackSeconds: 90,
      searchIndexed,
      state,
      pace: { records: pace, milliseconds: pace === 0 ? 0 : 1e9 },
    };
    const next = await run(simulator, { ...options, ...(crashAfter && { crashAfter }) });
    removeHook();
    simulator.clock.advance(secondsAfter * 1000);
    done.push(next);
    state = next.state ? stored(next.state) : state;
  }
  return done;
}

/** A run of a story in which nothing happens. */
const quiet: Story['runs'][number] = {
  pageSize: 1,
  pace: 0,
  hidden: undefined,
  edits: [],
  crashAfter: undefined,
  secondsAfter: 5,
};

/** The stories of a server that honours everything. */
function honest(rows: number, runs: Story['runs']): Story {
  return {
    searchIndexed: 'yes',
    engine: 'search',
    dialect: {
      datetimes: 'instant',
      idComparisons: 'honoured',
      sort: 'honoured',
      beyondEnd: 'first-page',
      databaseOrder: 'id',
      sortable: ['id', 'updated_at'],
      indexDelay: 0,
      insertIndexDelay: 0,
      pageCap: 500,
    },
    rows,
    runs,
  };
}

const happens = (kind: Edit['kind']): Edit => ({ kind, place: 0, seconds: 0 });

describe('A row that was listed and never emitted', () => {
  it('is read when it comes back, though the first load ended while nothing could be told of it', () =>
    withSimulator({ now }, async (simulator) => {
      const story = honest(3, [
        // All ids are listed, one row goes for good, one is deleted, and the run ends before it has emitted any.
        { ...quiet, pageSize: 2, crashAfter: 3, edits: [happens('hard-delete'), happens('soft-delete')] },
        // The last is hidden: no id is listed, yet the server counts a row, for the deleted one comes back meanwhile.
        { ...quiet, hidden: 0, edits: [happens('soft-delete'), happens('restore')] },
        { ...quiet, edits: [happens('show')] },
      ]);
      const runs = await play(simulator, story);
      expect(runs[1]?.failure).toBe('DELETIONS_DOUBTFUL');
      expect(keptBy(...runs)).toEqual(rowsOf(simulator));
    }));

  it('is read when the index shows it, though the run that found it in the database broke off', () =>
    withSimulator({ now }, async (simulator) => {
      const story = honest(15, [
        { ...quiet, pageSize: 4, pace: 15, crashAfter: 13, edits: [happens('edit'), happens('import')] },
      ]);
      const dialect = { ...story.dialect, idComparisons: 'ignored', insertIndexDelay: 20_000, pageCap: 4 } as const;
      const runs = await play(simulator, { ...story, dialect });
      const brokenOff = runs[0]?.state;
      expect([brokenOff?.bookmark !== undefined, brokenOff?.syncedAt]).toEqual([true, undefined]);
      expect([knownTo(brokenOff).includes(16), runs[0]?.records.has(16)]).toEqual([true, false]);
      expect(keptBy(...runs)).toEqual(rowsOf(simulator));
    }));
});

describe('A row that was emitted in a run that could not list the ids', () => {
  it('is missed when it is gone by the next run, though nothing else of the run is kept', () =>
    withSimulator({ now }, async (simulator) => {
      const story = honest(0, [
        { ...quiet, edits: [happens('insert-undated')] },
        // No id is listed, and the server counts a row: one went, another came.
        { ...quiet, edits: [happens('soft-delete'), happens('insert')] },
        { ...quiet, edits: [happens('hard-delete')] },
      ]);
      const runs = await play(simulator, story);
      expect(runs[1]?.failure).toBe('DELETIONS_DOUBTFUL');
      expect(keptBy(...runs)).toEqual(rowsOf(simulator));
    }));
});

describe('Deletions:', () => {
  it(`in ${histories} random histories of edits, deletions, returns and crashes, what a target keeps is what the server has`, async () => {
    await fc.assert(
      fc.asyncProperty(history, async (story) => {
        await withSimulator({ now }, async (simulator) => {
          const runs = await play(simulator, story);
          expect(runs.at(-1)?.failure).toBeUndefined();
          expect(keptBy(...runs)).toEqual(rowsOf(simulator));
        });
      }),
      { numRuns: histories, ...(process.env['SEED'] && { seed: Number(process.env['SEED']) }) },
    );
  }, 3_600_000);
});
