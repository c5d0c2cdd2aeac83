import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StreamState } from '../../../src/core/stream-state.ts';
import type { Dialect } from '../../simulator/dialect.ts';
import type { Fault } from '../../simulator/fault.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { withSimulator } from '../../simulator/with-simulator.ts';
import { merge, type SyncOptions, type SyncRun, secondsIn, sync, truth } from '../../support/sync.ts';

const model = 'organization';
const always = Number.POSITIVE_INFINITY;

/** Fields besides `id`, `updated_at` and `name`. */
const fields = ['motto', 'city', 'phone'] as const;

type Parameters = Readonly<Record<string, string>>;

/** The columns that a call asks for, the keys apart: the calls that find out what a server honours ask for none. */
function columnsOf({ cols = '[]' }: Parameters): readonly string[] {
  const columns: readonly string[] = JSON.parse(cols);
  return columns.filter((name) => name !== 'id' && name !== 'updated_at');
}

/** A fault of every call that asks for so many rows or more, and for values. */
function onMoreRowsThan(rows: number, fault: Partial<Fault> = {}): Fault {
  return {
    kind: 'status',
    status: 504,
    times: always,
    when: (parameters) => Number(parameters['per_page']) > rows && columnsOf(parameters).length > 0,
    ...fault,
  };
}

/** A fault of every call for more columns than these. */
function onMoreColumnsThan(columns: number, fault: Partial<Fault> = {}): Fault {
  return {
    kind: 'status',
    status: 504,
    times: always,
    when: (parameters) => columnsOf(parameters).length > columns,
    ...fault,
  };
}

/** A fault of every call for one of these columns. */
function onColumns(names: readonly string[], fault: Partial<Fault> = {}): Fault {
  return {
    kind: 'status',
    status: 502,
    times: always,
    when: (parameters) => columnsOf(parameters).some((name) => names.includes(name)),
    ...fault,
  };
}

/** Rows that each have a second of their own, and the same text in every field. */
function fill(
  simulator: Simulator,
  {
    engine = 'search',
    count = 60,
    dialect = {},
  }: { engine?: Walk['engine']; count?: number; dialect?: Partial<Dialect> },
): void {
  simulator.store.define(model, { engine, dialect });
  for (let index = 0; index < count; index++) {
    const at = secondsIn(index);
    simulator.store.insert(model, { ...everywhere(`Row ${index}`), created_at: at, updated_at: at });
  }
}

function everywhere(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(['name', ...fields].map((field) => [field, text]));
}

/** Edits some rows, each in a second of its own, after all there is. */
function edit(simulator: Simulator, from: number, until: number): void {
  for (const id of simulator.store.ids(model).slice(from, until)) {
    simulator.clock.advance(1000);
    simulator.store.update(model, id, everywhere(`Edited ${id}`));
  }
  simulator.clock.advance(1000);
}

/** A clock that stands still, after all rows. */
const afterAllRows = { now: () => Date.UTC(2026, 5, 1) };

/** Reads the model with all fields, one call at a time unless told. */
function read(simulator: Simulator, options: SyncOptions = {}): Promise<SyncRun> {
  return sync(simulator, model, { fields, concurrency: 1, ...options });
}

/** What the calls for values asked for, in order. */
function rowCalls(simulator: Simulator): readonly { size: number; columns: readonly string[]; status: number }[] {
  return simulator.requests
    .filter(({ kind, parameters }) => kind === 'list' && columnsOf(parameters).length > 0)
    .map(({ parameters, status }) => ({
      size: Number(parameters['per_page']),
      columns: columnsOf(parameters),
      status,
    }));
}

/** Every record that was emitted, repeated ones too, with the properties that could not be read. */
function emittedBy({ events }: SyncRun): readonly { record: Record<string, unknown>; unread: readonly string[] }[] {
  return events.flatMap((event) =>
    event.kind === 'records'
      ? event.records.map((record, index) => ({
          record: { ...record },
          unread: (event.changes.get(index) ?? [])
            .filter(({ change }) => change === 'unread')
            .map(({ property }) => property),
        }))
      : [],
  );
}

const givenUp = 'is not read any more';
const splitUp = 'calls from here on';

/** The ways that rows are read in, each with a server on which it is the one that is taken. */
interface Walk {
  readonly title: string;
  readonly engine: 'search' | 'database';
  readonly dialect: Partial<Dialect>;
  readonly options?: SyncOptions;
}

const walks: readonly Walk[] = [
  { title: 'by instants', engine: 'search', dialect: {} },
  { title: 'by instants, in ranges side by side', engine: 'search', dialect: {}, options: { concurrency: 4 } },
  { title: 'by days', engine: 'search', dialect: { datetimes: 'day' } },
  { title: 'by bounds on ids, then latest first', engine: 'search', dialect: { datetimes: 'error' } },
  {
    title: 'by order of ids, then latest first',
    engine: 'search',
    dialect: { datetimes: 'error', idComparisons: 'error' },
  },
  { title: 'from the database, then latest first', engine: 'database', dialect: {}, options: { searchIndexed: 'no' } },
  { title: 'from the database that sorts by id alone', engine: 'database', dialect: { sortable: ['id'] } },
  { title: 'without any order', engine: 'database', dialect: { sortable: [], databaseOrder: 'natural' } },
  { title: 'without updated_at', engine: 'database', dialect: { updatedAt: 'absent' } },
];

describe.each(walks)('Rows that are read $title', ({ engine, dialect, options }) => {
  async function withRows(body: (simulator: Simulator) => Promise<void>): Promise<void> {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { engine, dialect });
      await body(simulator);
    });
  }

  it('are all read, by this run and the next, from a server that bears a few at a time', async () => {
    await withRows(async (simulator) => {
      simulator.faults.add(onMoreRowsThan(8));
      const first = await read(simulator, { pageSize: 25, ...options });
      expect(first.failure).toBeUndefined();
      expect(merge(simulator, model, first)).toEqual(truth(simulator, model, fields));
      edit(simulator, 10, 50);
      const hits = simulator.faults.hits();
      const second = await read(simulator, { pageSize: 25, ...options, state: first.state });
      expect(simulator.faults.hits()).toBeGreaterThan(hits);
      expect(second.failure).toBeUndefined();
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model, fields));
      expect([...first.log, ...second.log].join('\n')).not.toMatch(`${givenUp}|${splitUp}`);
      for (const { size, status } of rowCalls(simulator)) expect([size, status]).toEqual([size, size > 8 ? 504 : 200]);
    });
  });

  it('are all read, by this run and the next, from a server that bears a few columns at a time', async () => {
    await withRows(async (simulator) => {
      simulator.faults.add(onMoreColumnsThan(2));
      const first = await read(simulator, options);
      expect(first.failure).toBeUndefined();
      expect(merge(simulator, model, first)).toEqual(truth(simulator, model, fields));
      edit(simulator, 10, 50);
      const second = await read(simulator, { ...options, state: first.state });
      expect(second.failure).toBeUndefined();
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model, fields));
      expect(second.log.join('\n')).toContain(splitUp);
      expect([...first.log, ...second.log].join('\n')).not.toContain(givenUp);
    });
  });

  it.each([0, 1, 3])('are read again with a column that broke every call after %i good pages', async (after) => {
    await withRows(async (simulator) => {
      simulator.faults.add(onColumns(['city'], { after }));
      const first = await read(simulator, options);
      expect(first.failure).toBe('FIELD_UNREADABLE');
      simulator.faults.clear();
      const second = await read(simulator, { ...options, state: first.state });
      expect(second.failure).toBeUndefined();
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model, fields));
    });
  });

  it.each([0, 1, 3])('are read again with a column that broke a later run after %i good pages', async (after) => {
    await withRows(async (simulator) => {
      const first = await read(simulator, options);
      edit(simulator, 0, 60);
      simulator.faults.add(onColumns(['city'], { after }));
      const second = await read(simulator, { ...options, state: first.state });
      expect(second.failure).toBe('FIELD_UNREADABLE');
      simulator.faults.clear();
      const third = await read(simulator, { ...options, state: second.state ?? first.state });
      expect(third.failure).toBeUndefined();
      expect(merge(simulator, model, first, second, third)).toEqual(truth(simulator, model, fields));
    });
  });
});

describe('A page size', () => {
  const struggles: readonly (readonly [what: string, fault: Partial<Fault>])[] = [
    ['answers 502', { status: 502 }],
    ['answers 504', { status: 504 }],
    ['says that it took too long', { kind: 'error-100', message: '#<Net::ReadTimeout: Net::ReadTimeout>' }],
    ['never answers', { kind: 'hang' }],
    ['answers too late', { kind: 'slow', milliseconds: 3000 }],
  ];

  it.each(struggles)('shrinks at once on a server that %s for many rows, and no row is lost', async (_what, fault) => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, {});
      simulator.faults.add(onMoreRowsThan(10, fault));
      const run = await read(simulator, { pageSize: 40, source: { requestTimeoutMs: 700 } });
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model, fields));
      const sizes = rowCalls(simulator).map(({ size }) => size);
      // Nothing waits for a page that is too large: it is asked for once.
      expect(sizes.slice(0, 3)).toEqual([40, 20, 10]);
      expect(run.log).toEqual(expect.arrayContaining([expect.stringContaining('pages of 10 rows from here on')]));
      expect(run.log.join('\n')).not.toContain('trying again');
    });
  });

  it('grows back to what the user allows once the server bears it again', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 400 });
      simulator.faults.add(onMoreRowsThan(8, { times: 3 }));
      const run = await read(simulator, { pageSize: 40 });
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model, fields));
      const sizes = rowCalls(simulator).map(({ size }) => size);
      expect(sizes.slice(0, 4)).toEqual([40, 20, 10, 5]);
      expect(sizes.at(-1)).toBeGreaterThan(20); // a page may have to begin at the last row read
      expect(run.log.at(-1)).not.toContain('pages of 5 rows');
      expect(run.log).toEqual(expect.arrayContaining([expect.stringContaining('pages of 40 rows from here on')]));
    });
  });

  it('is tried larger now and then, ever more rarely, where the server does not bear it', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 400 });
      simulator.faults.add(onMoreRowsThan(8));
      await read(simulator, { pageSize: 40 });
      const calls = rowCalls(simulator);
      const failures = calls.flatMap(({ status }, index) => (status === 504 ? [index] : []));
      expect(calls.length).toBeGreaterThan(80);
      expect(failures.length).toBeGreaterThan(4);
      expect(failures.length).toBeLessThan(10);
    });
  });

  it('shrinks once for several calls in flight', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 400 });
      const together = new Set<unknown>();
      // Not before the ranges have been split; all of them wait then for the same time.
      const isLate = ({ per_page: size, filter }: Parameters): boolean => {
        const isHit = Number(size) === 20 && rowCalls(simulator).length > 8;
        if (isHit) together.add(filter);
        return isHit;
      };
      simulator.faults.add({ kind: 'hang', times: 4, when: isLate });
      const run = await read(simulator, { pageSize: 20, concurrency: 4, source: { requestTimeoutMs: 1000 } });
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model, fields));
      expect(together.size).toBeGreaterThan(1);
      expect(run.log.filter((line) => line.includes('pages of 10 rows')).length).toBeLessThanOrEqual(2);
      expect(run.log.join('\n')).not.toContain('pages of 5 rows');
    });
  });

  it('stays when the server asks for a pause, which it gets', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, { count: 20 });
      simulator.faults.add(onMoreRowsThan(0, { status: 503, retryAfter: '1', times: 2 }));
      const backoff = { baseMs: 1, rateLimitBaseMs: 1, maxMs: 5000 };
      const run = await read(simulator, { pageSize: 40, source: { backoff } });
      expect(run.failure).toBeUndefined();
      expect(rowCalls(simulator).map(({ size, status }) => [size, status])).toEqual([
        [40, 503],
        [40, 503],
        [40, 200],
      ]);
      const [first, second, third] = simulator.requests
        .filter(({ kind, parameters }) => kind === 'list' && columnsOf(parameters).length > 0)
        .map(({ at }) => at);
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(1000);
      expect((third ?? 0) - (second ?? 0)).toBeGreaterThanOrEqual(1000);
    });
  });

  it('is not asked for again and again, ever smaller, of a server that asks for a pause each time', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 20 });
      simulator.faults.add(onMoreRowsThan(0, { status: 503, retryAfter: '1' }));
      const run = await read(simulator, { pageSize: 40, source: { maxRetries: 1 } });
      expect(run.failure).toBe('FLUXX_UNAVAILABLE');
      expect(rowCalls(simulator).map(({ size }) => size)).toEqual([40, 40]);
      expect(run.log.join('\n')).not.toContain('pages of');
    });
  });

  it('stays when calls are too many a minute, or the connection breaks', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, {});
      simulator.faults.add(onMoreRowsThan(0, { status: 429, times: 2 }));
      simulator.faults.add(onMoreRowsThan(0, { kind: 'reset', times: 1, after: 1 }));
      const run = await read(simulator, { pageSize: 40 });
      expect(run.failure).toBeUndefined();
      expect(simulator.faults.hits()).toBe(3);
      expect(run.log.join('\n')).not.toContain('pages of');
    });
  });
});

describe('Columns that are too many for one call', () => {
  const struggles: readonly (readonly [what: string, fault: Partial<Fault>])[] = [
    ['answers 504', {}],
    ['never answers', { kind: 'hang' }],
  ];

  it.each(struggles)('are read in two calls, on a server that %s for a few rows of them', async (_what, fault) => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 20 });
      simulator.faults.add(onMoreColumnsThan(2, fault));
      const run = await read(simulator, { source: { requestTimeoutMs: 700 } });
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model, fields));
      expect(run.log).toContainEqual(expect.stringContaining('a page is read in 2 calls from here on'));
      const served = rowCalls(simulator).filter(({ status }) => status === 200);
      expect(new Set(served.map(({ columns }) => columns.join()))).toEqual(new Set(['name,motto', 'city,phone']));
      for (const { unread } of emittedBy(run)) expect(unread).toEqual([]);
      expect(run.state?.syncedAt).toBeDefined();
    });
  });

  it('do not tear a row that is edited between the calls', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { engine: 'database', count: 100 });
      simulator.faults.add(onMoreColumnsThan(2));
      let edits = 0;
      let calls = 0;
      const removeHook = simulator.onRequest(({ parameters }) => {
        // Before every other call for the second half of a page, one of the rows that stand on it.
        if (!columnsOf(parameters).includes('city') || calls++ % 2 !== 0) return;
        const begin = (Number(parameters['page']) - 1) * Number(parameters['per_page']);
        const id = simulator.store.ids(model)[begin + 2];
        if (id === undefined) return;
        simulator.clock.advance(1000);
        simulator.store.update(model, id, everywhere(`Edited between ${edits}`));
        edits += 1;
      });
      const first = await read(simulator, { searchIndexed: 'no' });
      removeHook();
      expect(first.failure).toBeUndefined();
      expect(edits).toBeGreaterThan(3);
      for (const { record } of emittedBy(first)) expect(new Set([record['name'], record['city']]).size).toBe(1);
      const second = await read(simulator, { searchIndexed: 'no', state: first.state });
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model, fields));
    });
  });

  it('fail the stream where rows are edited between the calls each time', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { engine: 'database', count: 40 });
      simulator.faults.add(onMoreColumnsThan(2));
      simulator.onRequest(({ parameters }) => {
        if (columnsOf(parameters).length === 0) return;
        simulator.clock.advance(1000);
        simulator.store.bulkUpdate(model, simulator.store.ids(model), everywhere('Edited between'));
      });
      const run = await read(simulator, { searchIndexed: 'no' });
      expect(run.failure).toBe('FLUXX_PAGES_UNSTABLE');
      expect(run.emitted).toBe(0);
    });
  });

  it('are read right while rows are deleted and born between the calls', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { engine: 'database', count: 60 });
      simulator.faults.add(onMoreColumnsThan(2));
      let calls = 0;
      const removeHook = simulator.onRequest(({ parameters }) => {
        if (!columnsOf(parameters).includes('city') || calls++ % 4 !== 0 || calls > 30) return;
        const [front] = simulator.store.ids(model);
        if (front === undefined) return;
        simulator.store.hardDelete(model, front);
        simulator.store.insert(model, everywhere('Born meanwhile'));
      });
      const run = await read(simulator, { searchIndexed: 'no' });
      removeHook();
      expect(calls).toBeGreaterThan(8);
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model, fields));
    });
  });
});

describe('A column that alone makes a call fail', () => {
  const failures: readonly (readonly [what: string, fault: Partial<Fault>])[] = [
    ['a server error', { status: 500 }],
    ['no answer', { kind: 'hang' }],
    ['an exception', { kind: 'error-100', message: "#<NoMethodError: undefined method `total' for nil:NilClass>" }],
  ];

  it.each(failures)(
    'by %s is null, marked as unread and named, and the stream does not end as complete',
    async (_what, fault) => {
      await withSimulator(afterAllRows, async (simulator) => {
        fill(simulator, { count: 20 });
        simulator.faults.add(onColumns(['city'], fault));
        const run = await read(simulator, { source: { requestTimeoutMs: 500, maxRetries: 1 } });
        expect(run.failure).toBe('FIELD_UNREADABLE');
        const rows = truth(simulator, model, fields);
        expect(run.records.size).toBe(20);
        for (const { record, unread } of emittedBy(run)) {
          expect(unread).toEqual(['city']);
          expect(record).toEqual({ ...rows.get(Number(record['id'])), city: null });
        }
        expect(run.log.filter((line) => line.includes(`${model}: city ${givenUp}`))).toHaveLength(1);
        expect(run.events.filter(({ kind }) => kind === 'checkpoint')).toEqual([]);
      });
    },
  );

  it.each([1, 4])('has no state vouch for a row without it, with %i calls at a time', async (concurrency) => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 200 });
      simulator.faults.add(onColumns(['city'], { after: 6 }));
      const first = await read(simulator, { concurrency });
      expect(first.failure).toBe('FIELD_UNREADABLE');
      const kinds = first.events.map((event) => {
        if (event.kind !== 'records') return event.kind;
        return event.changes.size > 0 ? 'records without it' : 'whole records';
      });
      const unread = kinds.indexOf('records without it');
      expect(kinds.slice(0, unread)).toEqual(expect.arrayContaining(['whole records', 'checkpoint']));
      expect(kinds.slice(unread)).not.toContain('checkpoint');
      simulator.faults.clear();
      const second = await read(simulator, { concurrency, state: first.state });
      expect(second.failure).toBeUndefined();
      expect(second.state?.syncedAt).toBeDefined();
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model, fields));
      // The rows that were read whole are not read again.
      expect(second.emitted).toBeLessThan(200);
    });
  });

  it('is not written over an earlier state', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 40 });
      const first = await read(simulator);
      edit(simulator, 0, 20);
      simulator.faults.add(onColumns(['city']));
      const second = await read(simulator, { state: first.state, pace: { records: 1e9, milliseconds: 1e9 } });
      expect(second.failure).toBe('FIELD_UNREADABLE');
      expect(second.emitted).toBeGreaterThanOrEqual(20);
      expect(second.state).toBeUndefined();
    });
  });

  it('fails a full refresh as well', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 40 });
      simulator.faults.add(onColumns(['city']));
      const run = await read(simulator, { mode: 'full' });
      expect(run.failure).toBe('FIELD_UNREADABLE');
      expect(run.state).toBeUndefined();
      expect(run.records.size).toBe(40);
    });
  });

  it('is found among others of its kind, and all are named', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 40 });
      simulator.faults.add(onColumns(['motto', 'phone']));
      const run = await read(simulator);
      expect(run.failure).toBe('FIELD_UNREADABLE');
      const rows = truth(simulator, model, fields);
      for (const { record } of emittedBy(run)) {
        expect(record).toEqual({ ...rows.get(Number(record['id'])), motto: null, phone: null });
      }
      const warnings = run.log.filter((line) => line.includes(givenUp));
      expect(warnings.map((line) => /: (\w+) is not/.exec(line)?.[1]).sort()).toEqual(['motto', 'phone']);
      const [finished] = run.events.filter(({ kind }) => kind === 'stream-finished');
      expect(finished).toMatchObject({ outcome: { error: { details: { fields: expect.stringContaining('motto') } } } });
      expect(finished).toMatchObject({ outcome: { error: { message: expect.stringContaining('phone') } } });
    });
  });

  it('may be every one: then the keys are read, and the stream fails', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 40 });
      simulator.faults.add(onColumns(['name', ...fields]));
      const run = await read(simulator);
      expect(run.failure).toBe('FIELD_UNREADABLE');
      expect([...run.records.keys()].sort((a, b) => a - b)).toEqual(simulator.store.ids(model));
    });
  });

  it('does not keep the pages small, nor in several calls, once it is left out', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 400 });
      simulator.faults.add(onColumns(['city']));
      await read(simulator, { pageSize: 40 });
      const last = rowCalls(simulator).slice(-4);
      for (const { columns, size } of last) expect([columns, size > 20]).toEqual([['name', 'motto', 'phone'], true]);
    });
  });
});

describe('What a state vouches for, once a column could not be read:', () => {
  it('what a way of reading has taken back does not stay vouched for', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 60, dialect: { datetimes: 'error' } });
      simulator.faults.add(onColumns(['city'], { after: 3 }));
      simulator.onRequest(() => {
        const isLater = rowCalls(simulator).filter(({ columns }) => columns.length === 3).length > 1;
        if (isLater) simulator.store.setDialect(model, { idComparisons: 'ignored' });
      });
      const run = await read(simulator, { pageSize: 5, searchIndexed: 'yes' });
      expect(run.failure).toBe('FIELD_UNREADABLE');
      const lastIds = run.events.flatMap((event) => (event.kind === 'checkpoint' ? [event.state.sweep?.lastId] : []));
      expect(lastIds).toEqual(expect.arrayContaining([15]));
      expect(run.state?.sweep?.lastId ?? 0).toBe(0);
    });
  });

  it('the pass that an earlier run began is not vouched for because what changed since contradicts itself', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 60 });
      const sweep = { lastId: 20, rows: 20, highest: secondsIn(19), beganAt: secondsIn(30) };
      const begun: StreamState = { ...(await read(simulator)).state, sweep } as StreamState;
      const state: StreamState = { ...begun, bookmark: undefined, syncedAt: undefined };
      simulator.faults.add(onColumns(['city']));
      // The second part of the run reads by instants, from pages in order to pages without.
      let isByTime = 0;
      simulator.onRequest(({ parameters }) => {
        const isRange = parameters['filter']?.includes('updated_at') === true && columnsOf(parameters).length > 0;
        if (isRange && ++isByTime > 2) simulator.store.setDialect(model, { sort: 'ignored', datetimes: 'ignored' });
      });
      const first = await read(simulator, { state, pageSize: 5 });
      expect(isByTime).toBeGreaterThan(2);
      expect(first.failure).toBe('FIELD_UNREADABLE');
      simulator.faults.clear();
      const second = await read(simulator, { state: first.state ?? state });
      expect(second.failure).toBeUndefined();
      const read2 = merge(simulator, model, first, second);
      const rows = [...truth(simulator, model, fields)].filter(([id]) => id > 20);
      expect(rows.filter(([id]) => read2.get(id)?.['city'] === null).map(([id]) => id)).toEqual([]);
    });
  });
});

describe('A server that is down', () => {
  const deaths: readonly (readonly [what: string, fault: Partial<Fault>, code: string])[] = [
    ['answers 502', { status: 502 }, 'FLUXX_UNAVAILABLE'],
    ['answers 504', { status: 504 }, 'FLUXX_UNAVAILABLE'],
    ['never answers', { kind: 'hang' }, 'FLUXX_TIMEOUT'],
    ['resets connections', { kind: 'reset' }, 'NETWORK_FAILED'],
    [
      'says that it took too long',
      { kind: 'error-100', message: '#<Timeout::Error: execution expired>' },
      'FLUXX_BUSY',
    ],
  ];

  it.each(deaths)(
    'and %s fails the stream for that, after few calls: nothing is split or left out',
    async (_what, fault, code) => {
      await withSimulator(afterAllRows, async (simulator) => {
        fill(simulator, { count: 400 });
        const death: Fault = { kind: 'status', times: always, after: 20, ...fault };
        simulator.faults.add(death);
        const source = { requestTimeoutMs: 500, maxRetries: 1 };
        const run = await read(simulator, { pageSize: 20, concurrency: 4, source });
        expect(run.failure).toBe(code);
        expect(run.emitted).toBeGreaterThan(0);
        expect(run.calls - 20).toBeLessThanOrEqual(30);
        expect(run.log.join('\n')).not.toMatch(`${givenUp}|${splitUp}`);
        // What was vouched for before stands.
        simulator.faults.clear();
        const second = await read(simulator, { state: run.state });
        expect(merge(simulator, model, run, second)).toEqual(truth(simulator, model, fields));
        expect(second.emitted).toBeLessThan(400);
      });
    },
  );

  it('from whatever call on, costs no column, wide as the rows are', async () => {
    for (let after = 0; after < 45; after++) {
      await withSimulator(afterAllRows, async (simulator) => {
        fill(simulator, { count: 30 });
        simulator.faults.add({ kind: 'status', status: 502, times: always, after });
        simulator.faults.add(onMoreColumnsThan(1));
        const run = await read(simulator);
        expect(run.failure ?? 'FLUXX_UNAVAILABLE').toBe('FLUXX_UNAVAILABLE');
        expect(run.log.join('\n')).not.toContain(givenUp);
        simulator.faults.clear();
        const second = await read(simulator, { state: run.state });
        expect(merge(simulator, model, run, second)).toEqual(truth(simulator, model, fields));
      });
    }
  });

  it('for a while only, costs neither columns nor large pages once it is back', async () => {
    await withSimulator(afterAllRows, async (simulator) => {
      fill(simulator, { count: 400 });
      simulator.faults.add({ kind: 'status', status: 502, times: 7, after: 10 });
      const run = await read(simulator, { pageSize: 40 });
      expect(simulator.faults.hits()).toBe(7);
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model, fields));
      expect(run.log.join('\n')).not.toMatch(`${givenUp}|${splitUp}`);
      expect(rowCalls(simulator).at(-1)?.columns).toHaveLength(4);
      expect(run.log).toEqual(expect.arrayContaining([expect.stringContaining('pages of 40 rows from here on')]));
    });
  });
});

/** How many histories are tried; `HISTORIES=2000` for a long run. */
const histories = Number(process.env['HISTORIES'] ?? 80);

const history = fc.record({
  walk: fc.constantFrom(...walks),
  rows: fc.integer({ min: 0, max: 60 }),
  runs: fc.array(
    fc.record({
      pageSize: fc.integer({ min: 1, max: 30 }),
      concurrency: fc.constantFrom(1, 4),
      /** The columns that break every call, from some call on. */
      broken: fc.subarray(['name', ...fields], { maxLength: 2 }),
      after: fc.nat(8),
      bearsRows: fc.constantFrom(500, 8),
      bearsColumns: fc.constantFrom(4, 4, 2, 1),
      /** The rows that are edited before each list call, for as long as the list goes. */
      edited: fc.array(fc.option(fc.nat(), { nil: undefined }), { maxLength: 20 }),
      crashAfter: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});

type Story = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

/** Plays a history and ends with a run of a server that is mended. */
async function play(simulator: Simulator, { walk, rows, runs }: Story): Promise<readonly SyncRun[]> {
  fill(simulator, { ...walk, count: rows });
  const done: SyncRun[] = [];
  let state: StreamState | undefined;
  for (const { pageSize, concurrency, broken, after, bearsRows, bearsColumns, edited, crashAfter } of runs) {
    simulator.faults.add(onColumns(broken, { after }));
    simulator.faults.add(onMoreRowsThan(bearsRows));
    simulator.faults.add(onMoreColumnsThan(bearsColumns));
    const waiting = edited.values();
    const removeHook = simulator.onRequest(() => {
      const place = waiting.next().value;
      const ids = simulator.store.ids(model);
      const id = ids[(place ?? 0) % Math.max(1, ids.length)];
      // Without updated_at, nothing tells of an edit behind the pass.
      if (place === undefined || id === undefined || walk.dialect.updatedAt === 'absent') return;
      simulator.clock.advance(1000);
      simulator.store.update(model, id, everywhere(`Edited ${place}`));
    });
    const options = { ...walk.options, pageSize, concurrency, lookbackSeconds: 60 };
    const run = await read(simulator, { ...options, state, ...(crashAfter && { crashAfter }) });
    removeHook();
    simulator.faults.clear();
    simulator.clock.advance(30_000);
    done.push(run);
    state = run.state ?? state;
  }
  done.push(await read(simulator, { ...walk.options, lookbackSeconds: 60, state }));
  return done;
}

describe('No gap:', () => {
  it(`in ${histories} random histories of columns that break and servers that struggle, the merge of all runs is the server's data`, async () => {
    await fc.assert(
      fc.asyncProperty(history, async (story) => {
        await withSimulator(afterAllRows, async (simulator) => {
          const runs = await play(simulator, story);
          expect(runs.at(-1)?.failure).toBeUndefined();
          expect(merge(simulator, model, ...runs)).toEqual(truth(simulator, model, fields));
          for (const run of runs) {
            for (const { record, unread } of emittedBy(run)) {
              // A row is never torn, nor emitted without a word of what it lacks.
              const whole = ['name', ...fields].filter((field) => !unread.includes(field));
              expect([record['id'], new Set(whole.map((field) => record[field])).size]).toEqual([
                record['id'],
                Math.min(1, whole.length),
              ]);
            }
          }
        });
      }),
      { numRuns: histories, ...(process.env['SEED'] && { seed: Number(process.env['SEED']) }) },
    );
  }, 3_600_000);
});
