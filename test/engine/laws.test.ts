import { describe, expect, it } from '@jest/globals';
import { toInstant } from '../../src/core/instant.ts';
import { parseState, serializeState } from '../../src/core/state-form.ts';
import { emptyState } from '../../src/core/stream-state.ts';
import type { Dialect } from '../simulator/dialect.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { latePage } from '../support/late-page.ts';
import { merge, type SyncRun, secondsIn, sync, truth } from '../support/sync.ts';

const model = 'organization';

/** A model served by one of the engines, in a dialect, with rows that each have a second of their own. */
function fill(
  simulator: Simulator,
  engine: 'search' | 'database',
  count: number,
  dialect: Partial<Dialect> = {},
): void {
  simulator.store.define(model, { engine, dialect });
  for (let index = 0; index < count; index++) {
    simulator.store.insert(model, { name: `Row ${index}`, created_at: secondsIn(index), updated_at: secondsIn(index) });
  }
}

/** Whether a call asks for rows to emit: the calls that find out what a server honours ask for fewer columns. */
function asksForRows(parameters: Readonly<Record<string, string>>): boolean {
  return parameters['cols']?.includes('"name"') === true;
}

/** Whether a call asks for the second page of a table without an order. */
function asksForNextUnordered({ sort, sort_attribute: attribute, page }: Readonly<Record<string, string>>): boolean {
  return sort === undefined && attribute === undefined && page === '2';
}

/** Lets something happen before the next call that asks for this; tells how often it happened. */
function beforeNext(
  simulator: Simulator,
  asked: (parameters: Readonly<Record<string, string>>) => boolean,
  happen: () => void,
): () => number {
  let times = 0;
  const removeHook = simulator.onRequest(({ parameters }) => {
    if (!asked(parameters)) return;
    removeHook();
    happen();
    times += 1;
  });
  return () => times;
}

/** Servers that differ in what they honour, with the rung that must be found for them. */
const servers: readonly {
  readonly title: string;
  readonly engine: 'search' | 'database';
  readonly dialect: Partial<Dialect>;
  readonly rung: string;
}[] = [
  { title: 'honours instants', engine: 'search', dialect: {}, rung: 'instant' },
  { title: 'admits to 20 rows at most', engine: 'search', dialect: { totalCap: 20 }, rung: 'instant' },
  { title: 'answers an empty page beyond the end', engine: 'search', dialect: { beyondEnd: 'empty' }, rung: 'instant' },
  { title: 'ignores timestamps in filters', engine: 'search', dialect: { datetimes: 'ignored' }, rung: 'day' },
  { title: 'refuses timestamps in filters', engine: 'search', dialect: { datetimes: 'error' }, rung: 'recent-first' },
  {
    title: 'compares timestamps by the day',
    engine: 'search',
    dialect: { datetimes: 'truncated-to-day' },
    rung: 'day',
  },
  {
    title: 'ignores bounds on ids too',
    engine: 'search',
    dialect: { datetimes: 'ignored', idComparisons: 'ignored' },
    rung: 'day',
  },
  {
    title: 'compares ids as text',
    engine: 'search',
    dialect: { datetimes: 'ignored', idComparisons: 'as-text' },
    rung: 'day',
  },
  {
    title: 'refuses bounds on ids',
    engine: 'search',
    dialect: { datetimes: 'day', idComparisons: 'error' },
    rung: 'day',
  },
  {
    title: 'refuses dates and ignores bounds on ids',
    engine: 'search',
    dialect: { datetimes: 'error', idComparisons: 'ignored' },
    rung: 'recent-first',
  },
  {
    title: 'refuses dates and compares ids as text',
    engine: 'search',
    dialect: { datetimes: 'error', idComparisons: 'as-text' },
    rung: 'recent-first',
  },
  {
    title: 'refuses dates and bounds on ids',
    engine: 'search',
    dialect: { datetimes: 'error', idComparisons: 'error' },
    rung: 'recent-first',
  },
  { title: 'is a database', engine: 'database', dialect: {}, rung: 'recent-first' },
  {
    title: 'is a database without POST /list',
    engine: 'database',
    dialect: { postList: 'refused' },
    rung: 'recent-first',
  },
  {
    title: 'is a database that sorts by id alone',
    engine: 'database',
    dialect: { sortable: ['id'] },
    rung: 'sweep',
  },
  {
    title: 'is a database that sorts by nothing',
    engine: 'database',
    dialect: { sortable: [], databaseOrder: 'natural' },
    rung: 'sweep',
  },
  { title: 'has no updated_at', engine: 'database', dialect: { updatedAt: 'absent' }, rung: 'sweep' },
];

describe.each(servers)('No gap, on a server that $title:', ({ engine, dialect, rung }) => {
  const absent = dialect.updatedAt === 'absent';
  const searchIndexed = engine === 'search' ? 'likely' : 'unknown';

  it('a first run gives every row', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, engine, 57, dialect);
      const run = await sync(simulator, model, { searchIndexed });
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      expect(run.emitted).toBeGreaterThanOrEqual(57);
      expect(run.state?.bookmark).toBe(absent ? undefined : secondsIn(56));
    });
  });

  it('Trust, but verify: the next run begins with the best rung that the server honours', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, engine, 57, dialect);
      const first = await sync(simulator, model, { searchIndexed });
      expect(first.state?.rung).toBe(rung);
      const second = await sync(simulator, model, { searchIndexed, state: first.state });
      for (const { log } of [first, second]) expect(log.filter((line) => line.includes('read by'))).toHaveLength(1);
      expect(second.log).toContain(`${model}: read by ${rung}`);
    });
  });

  it('Values, not positions: a run that was cut off goes on with pages of another size', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, engine, 57, dialect);
      const { events } = await sync(simulator, model, { searchIndexed, pageSize: 9 });
      for (const crashAfter of [4, 7, 10, events.length - 1]) {
        const first = await sync(simulator, model, { searchIndexed, pageSize: 9, crashAfter });
        const second = await sync(simulator, model, { searchIndexed, pageSize: 4, state: first.state });
        expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      }
    });
  });

  it('State is small, legible, versioned and bounded, however many rows are read', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, engine, 250, dialect);
      const { events } = await sync(simulator, model, { searchIndexed });
      const states = events.flatMap((event) => (event.kind === 'checkpoint' ? [serializeState(event.state)] : []));
      expect(states.length).toBeGreaterThan(0);
      for (const state of states) {
        expect(state['version']).toBe(1);
        expect(JSON.stringify(state).length).toBeLessThan(400);
        expect(serializeState(parseState(state, model))).toEqual(state);
      }
    });
  });

  it('a second run gives what was inserted and edited between them', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, engine, 57, dialect);
      const first = await sync(simulator, model, { searchIndexed });
      simulator.store.insert(model, { name: 'New' });
      for (const id of simulator.store.ids(model).slice(5, 30)) simulator.store.update(model, id, { name: 'Edited' });
      const second = await sync(simulator, model, { searchIndexed, state: first.state });
      expect(second.failure).toBeUndefined();
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
    });
  });

  it('rows that are deleted while the first run reads do not hide others', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, engine, 95, dialect);
      let pages = 0;
      let deletions = 0;
      const removeHook = simulator.onRequest(({ parameters }) => {
        const [front] = simulator.store.ids(model);
        if (!asksForRows(parameters) || ++pages % 2 === 1 || deletions === 7 || front === undefined) return;
        // From the front of what was read, now and then, and a new row so that the count stays.
        simulator.store.hardDelete(model, front);
        simulator.store.insert(model, { name: 'Born meanwhile' });
        deletions += 1;
      });
      const first = await sync(simulator, model, { searchIndexed });
      removeHook();
      expect(deletions).toBeGreaterThan(0);
      const second = await sync(simulator, model, { searchIndexed, state: first.state });
      expect([first.failure, second.failure]).toEqual([undefined, undefined]);
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
    });
  });
});

describe('What a sweep says is to come', () => {
  const estimates = ({ events }: SyncRun): readonly number[] =>
    events.flatMap((event) => (event.kind === 'estimate' ? [event.rows] : []));

  it('is what is left, where it goes on with one that broke off, and nothing where a bookmark leaves rows out', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 30);
      const first = await sync(simulator, model, { searchIndexed: 'no', crashAfter: 6 });
      const rows = first.state?.sweep?.rows ?? 0;
      expect([rows > 0, estimates(first)[0]]).toEqual([true, 30]);
      const second = await sync(simulator, model, { searchIndexed: 'no', state: first.state });
      expect(estimates(second)[0]).toBe(30 - rows);
      const state = { ...emptyState, bookmark: secondsIn(20), rung: 'sweep' } as const;
      expect(estimates(await sync(simulator, model, { searchIndexed: 'no', state }))).toEqual([]);
    });
  });
});

describe('No gap, while the data changes:', () => {
  it('a row edited behind a sweep that an earlier run began is read by the run that ends the sweep', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 30);
      const first = await sync(simulator, model, { searchIndexed: 'no', crashAfter: 6 });
      const [behind = 0] = simulator.store.ids(model);
      expect(first.state?.sweep?.lastId).toBeGreaterThan(behind);
      simulator.store.update(model, behind, { name: 'Edited behind the sweep' });
      const second = await sync(simulator, model, { searchIndexed: 'no', state: first.state });
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      expect(second.log.filter((line) => line.includes('read by'))).toEqual([
        `${model}: read by sweep, then what changed since it was begun by recent-first`,
      ]);
    });
  });

  it('a row that is edited between the questions about the order does not make one of a table without', async () => {
    const bookmark = secondsIn(11);
    for (let edited = 1; edited <= 14; edited++) {
      await withSimulator({}, async (simulator) => {
        fill(simulator, 'database', 14, { sortable: [], databaseOrder: 'natural' });
        let calls = 0;
        const removeHook = simulator.onRequest(() => {
          if (++calls === 2) simulator.store.update(model, edited, { name: 'Edited' });
        });
        const run = await sync(simulator, model, {
          searchIndexed: 'no',
          pageSize: 2,
          concurrency: 1,
          state: { ...emptyState, bookmark },
        });
        removeHook();
        const changed = [...truth(simulator, model)].filter(([, row]) => String(row['updated_at']) >= bookmark);
        expect([run.failure, changed.filter(([id]) => !run.records.has(id))]).toEqual([undefined, []]);
      });
    }
  });

  it('a table read without an order is read until two passes show the same rows', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 10, { sortable: [] });
      const edits = beforeNext(simulator, asksForNextUnordered, () => {
        simulator.store.hardDelete(model, 1);
        simulator.store.insert(model, { name: 'Born meanwhile', updated_at: secondsIn(11) });
      });
      const run = await sync(simulator, model, { pageSize: 5, searchIndexed: 'no', mode: 'full' });
      expect(edits()).toBe(1);
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
    });
  });

  it('a table read without an order, on pages smaller than asked for, is not taken for one page', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 8, { databaseOrder: 'natural', sortable: [], pageCap: 5 });
      const edits = beforeNext(simulator, asksForNextUnordered, () => {
        simulator.store.hardDelete(model, 8);
        simulator.store.insert(model, { name: 'Born meanwhile' });
      });
      const run = await sync(simulator, model, { mode: 'full', pageSize: 10 });
      expect(edits()).toBe(1);
      expect([...run.records.keys()]).toEqual(expect.arrayContaining([...simulator.store.ids(model)]));
    });
  });
});

describe('Trust, but verify:', () => {
  it('the last row of a page that is smaller than asked for is not taken for the last of the table', async () => {
    await withSimulator({}, async (simulator) => {
      // The end is looked for on a page of five, for smaller ones divide 24: here the last row of the server's fifth page
      // has a timestamp, and the one without stands behind it.
      fill(simulator, 'search', 23, { pageCap: 4 });
      const first = await sync(simulator, model, { searchIndexed: 'no' });
      simulator.store.insert(model, { name: 'Undated', updated_at: null });
      const state = { ...emptyState, bookmark: first.state?.bookmark, rung: 'recent-first' } as const;
      const second = await sync(simulator, model, { searchIndexed: 'no', state });
      expect(second.log).toContainEqual(expect.stringContaining('other pages than it is asked for'));
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
    });
  });

  it('rows in an order that only looks like the one asked for are not vouched for', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 6, { databaseOrder: 'natural' });
      const whole = await sync(simulator, model, { pageSize: 1 });
      for (let crashAfter = 1; crashAfter < whole.events.length; crashAfter++) {
        const first = await sync(simulator, model, { pageSize: 1, crashAfter });
        const second = await sync(simulator, model, { pageSize: 1, state: first.state });
        expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      }
    });
  });

  it('ids that are compared as text do not hide 10 behind 9, whenever a deletion makes the counts agree', async () => {
    let moment = 0;
    let deletions = 0;
    do {
      moment += 1;
      deletions = 0;
      await withSimulator({}, async (simulator) => {
        fill(simulator, 'search', 10, { datetimes: 'error', idComparisons: 'as-text' });
        let calls = 0;
        simulator.onRequest(() => {
          const [first] = simulator.store.ids(model);
          if (++calls !== moment || first === undefined) return;
          simulator.store.softDelete(model, first);
          deletions += 1;
        });
        const run = await sync(simulator, model, { pageSize: 1 });
        expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      });
    } while (deletions > 0);
    expect(moment).toBeGreaterThan(10);
  });

  it('ids that are compared as text are noticed even where the counts happen to agree', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 12, { datetimes: 'error', idComparisons: 'as-text' });
      const sweep = { lastId: 8, rows: 11, highest: undefined, beganAt: secondsIn(60) };
      const { records } = await sync(simulator, model, { state: { ...emptyState, sweep }, pageSize: 2 });
      expect([...records.keys()]).toEqual(expect.arrayContaining([9, 10, 11, 12]));
    });
  });

  it('a sweep that goes on notices rows that a bound on ids hides on its very first page', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 95, { datetimes: 'error', idComparisons: 'as-text' });
      const whole = await sync(simulator, model, { pageSize: 9 });
      const cut = whole.events.findIndex((event) => event.kind === 'checkpoint' && event.state.sweep?.lastId === 9);
      const first = await sync(simulator, model, { pageSize: 9, crashAfter: cut + 1 });
      expect(first.state?.sweep?.lastId).toBe(9);
      const second = await sync(simulator, model, { pageSize: 9, state: first.state });
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
    });
  });

  it('the last page of a sweep that goes on is not believed because its few rows happen to stand in order', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 45, { databaseOrder: 'natural' });
      const sweep = { lastId: 44, rows: 44, highest: undefined, beganAt: secondsIn(60) };
      for (let attempt = 1; attempt <= 30; attempt++) {
        simulator.clock.advance(1000);
        for (const id of simulator.store.ids(model)) simulator.store.update(model, id); // stands elsewhere from now on
        const { records } = await sync(simulator, model, { state: { ...emptyState, sweep }, pageSize: 1 });
        expect([...records.keys()]).toContain(45);
      }
    });
  });

  it('an edit between the two calls that prove an order does not make one of a server that ignores it', async () => {
    await withSimulator({ now: () => Date.UTC(2026, 5, 1) }, async (simulator) => {
      fill(simulator, 'search', 5, { sort: 'ignored' });
      for (let attempt = 1; attempt <= 40; attempt++) {
        simulator.clock.advance(1000);
        const shuffles = beforeNext(
          simulator,
          ({ sort }) => sort?.includes('desc') === true,
          () => {
            for (let id = 2; id <= 5; id += 2) simulator.store.update(model, id); // shuffles the natural order
          },
        );
        const run = await sync(simulator, model, { pageSize: 1 });
        expect(shuffles()).toBe(1);
        expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      }
    });
  });

  it('a count that ends at a limit does not end a read by recent changes', async () => {
    await withSimulator({}, async (simulator) => {
      const searchIndexed = 'yes';
      fill(simulator, 'search', 57, { datetimes: 'error', totalCap: 20 });
      const first = await sync(simulator, model, { searchIndexed });
      for (const id of simulator.store.ids(model)) {
        simulator.clock.advance(1000);
        simulator.store.update(model, id, { name: 'Edited' });
      }
      const second = await sync(simulator, model, { searchIndexed, state: first.state });
      expect(second.failure).toBeUndefined();
      expect(merge(simulator, model, second)).toEqual(truth(simulator, model));
    });
  });

  it('a model without rows proves nothing about bounds, so the next run probes again', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 0);
      const first = await sync(simulator, model);
      expect(first.state?.rung).toBeUndefined();
      expect(first.calls).toBeLessThanOrEqual(2);
      simulator.store.setDialect(model, { datetimes: 'truncated-to-day' });
      for (let index = 0; index < 40; index++) {
        simulator.clock.advance(3_600_000);
        simulator.store.insert(model, { name: `Row ${index}` });
      }
      const second = await sync(simulator, model, { state: first.state });
      expect(merge(simulator, model, second)).toEqual(truth(simulator, model));
      expect(second.state?.rung).not.toBe('instant');
    });
  });

  it('an error of the application in one run does not cost the rung that was proven', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 60);
      const first = await sync(simulator, model);
      simulator.faults.add({ kind: 'error-100', times: 1, model, message: "#<NoMethodError: undefined method 'x'>" });
      const second = await sync(simulator, model, { state: first.state });
      expect(second.failure).toBeUndefined();
      expect(second.state?.rung).toBe('instant');
    });
  });

  it('what was found wanting is probed again after a week', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 60, { datetimes: 'error', sortable: ['id'] });
      const first = await sync(simulator, model);
      expect(first.state?.rung).toBe('sweep');
      simulator.store.setDialect(model, { datetimes: 'instant' });
      const soon = await sync(simulator, model, { state: first.state });
      expect(soon.state?.rung).toBe('sweep');
      simulator.clock.advance(8 * 86_400_000);
      const later = await sync(simulator, model, { state: soon.state });
      expect(later.state?.rung).toBe('instant');
    });
  });
});

describe('Equal timestamps:', () => {
  it.each(['search', 'database'] as const)(
    'more rows in one second than a page holds are all read (%s)',
    async (engine) => {
      await withSimulator({}, async (simulator) => {
        fill(simulator, engine, 30);
        const first = await sync(simulator, model);
        simulator.store.bulkUpdate(model, simulator.store.ids(model), { name: 'Bulk' });
        const second = await sync(simulator, model, { state: first.state, pageSize: 4 });
        expect(second.failure).toBeUndefined();
        expect(merge(simulator, model, second)).toEqual(truth(simulator, model));
      });
    },
  );

  it('more rows in one second than the window of the search index are all read', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 60, { window: 20 });
      simulator.store.bulkUpdate(model, simulator.store.ids(model), { name: 'Bulk' });
      const run = await sync(simulator, model);
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
    });
  });

  it('a page whose rows share one second, on a server that sorts by time alone, is not asked for again and again', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 10);
      simulator.store.bulkUpdate(model, simulator.store.ids(model).slice(0, 9), {});
      const first = await sync(simulator, model, { searchIndexed: 'no' });
      const second = await sync(simulator, model, { searchIndexed: 'no', state: first.state });
      expect(second.failure).toBeUndefined();
      expect(second.calls).toBeLessThan(10);
    });
  });
});

describe('Rows without updated_at', () => {
  it.each(['search', 'database'] as const)(
    'are read by the first run and, when their number changes, again (%s)',
    async (engine) => {
      await withSimulator({}, async (simulator) => {
        fill(simulator, engine, 25);
        const [a = 0, b = 0, c = 0] = simulator.store.ids(model);
        for (const id of [a, b]) simulator.store.set(model, id, { updated_at: null });
        const first = await sync(simulator, model);
        expect(merge(simulator, model, first)).toEqual(truth(simulator, model));
        simulator.store.set(model, c, { updated_at: null, name: 'Lost its timestamp' });
        const second = await sync(simulator, model, { state: first.state });
        expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      });
    },
  );

  it('are read when one came while another got its date', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 5);
      const undated = simulator.store.insert(model, { name: 'Undated', updated_at: null });
      const first = await sync(simulator, model);
      simulator.store.update(model, undated, { name: 'Dated now' });
      simulator.store.insert(model, { name: 'Undated too', updated_at: null });
      const second = await sync(simulator, model, { state: first.state });
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
    });
  });
});

describe('Cost follows change:', () => {
  it.each([
    ['search', 'yes'],
    ['search', 'unknown'],
    ['database', 'no'],
    ['database', 'unknown'],
  ] as const)(
    'a run without changes makes at most two list calls (%s, listed as indexed: %s)',
    async (engine, searchIndexed) => {
      await withSimulator({}, async (simulator) => {
        fill(simulator, engine, 200);
        const first = await sync(simulator, model, { searchIndexed });
        const second = await sync(simulator, model, { searchIndexed, state: first.state });
        expect(second.calls).toBeLessThanOrEqual(2);
        expect(second.emitted).toBeLessThanOrEqual(1); // the row that the bookmark stands on
      });
    },
  );

  it('many rows in one second below the bookmark do not make every later run a sweep', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 200);
      simulator.store.bulkUpdate(model, simulator.store.ids(model).slice(0, 150), {});
      simulator.clock.advance(3_600_000);
      let run = await sync(simulator, model, { searchIndexed: 'no' });
      for (let time = 0; time < 3; time++) {
        simulator.clock.advance(3_600_000);
        simulator.store.update(model, simulator.store.ids(model)[7] ?? 0, {});
        run = await sync(simulator, model, { searchIndexed: 'no', state: run.state });
      }
      expect(run.calls).toBeLessThanOrEqual(4);
    });
  });
});

describe('A bookmark', () => {
  it('is never later than the time the run began, even when a row is from the future', async () => {
    await withSimulator({ now: () => Date.parse('2026-06-01T00:00:00Z') }, async (simulator) => {
      fill(simulator, 'search', 5);
      simulator.store.insert(model, { name: 'From the future', updated_at: '2030-01-01T00:00:00Z' });
      const run = await sync(simulator, model);
      expect(run.emitted).toBe(6);
      expect(run.state?.bookmark).toBe('2026-06-01T00:00:00Z');
    });
  });

  it('from the future is honoured without records, warned about, and not written again', async () => {
    await withSimulator({ now: () => Date.parse('2026-06-01T00:00:00Z') }, async (simulator) => {
      fill(simulator, 'search', 5);
      const { state } = await sync(simulator, model);
      if (!state) throw new Error('no state');
      const future = toInstant(Date.parse('2121-01-01T00:00:00Z'));
      const run = await sync(simulator, model, { state: { ...state, bookmark: future }, lookbackSeconds: 900 });
      expect(run.emitted).toBe(0);
      expect(run.state?.bookmark).toBe('2026-06-01T00:00:00Z');
      expect(run.log.join('\n')).toContain('lies in the future');
    });
  });

  it('is not lowered by the rows that the lookback reads again', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 50);
      const first = await sync(simulator, model);
      const second = await sync(simulator, model, { state: first.state, lookbackSeconds: 30 });
      expect(second.emitted).toBe(31);
      const bookmarks = second.events.flatMap((event) => (event.kind === 'checkpoint' ? [event.state.bookmark] : []));
      expect(new Set(bookmarks)).toEqual(new Set([secondsIn(49)]));
    });
  });

  it('finds a change that the index shows only after the run that should have seen it', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 20, { indexDelay: 300_000 });
      simulator.clock.advance(600_000);
      const first = await sync(simulator, model);
      const [early = 0, late = 0] = simulator.store.ids(model);
      simulator.store.update(model, early, { name: 'Edited, not shown yet' });
      simulator.clock.advance(60_000);
      const between = await sync(simulator, model, {
        state: first.state,
        lookbackSeconds: 900,
      });
      simulator.store.update(model, late, { name: 'Edited later' });
      simulator.clock.advance(400_000);
      const last = await sync(simulator, model, {
        state: between.state,
        lookbackSeconds: 900,
      });
      expect(merge(simulator, model, first, between, last)).toEqual(truth(simulator, model));
    });
  });
});

describe('start_date', () => {
  it.each(['search', 'database'] as const)('leaves earlier changes out (%s)', async (engine) => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, engine, 40);
      const run = await sync(simulator, model, { startDate: secondsIn(30) });
      expect([...run.records.values()].every((record) => String(record['updated_at']) >= secondsIn(30))).toBe(true);
      expect(run.emitted).toBe(10);
    });
  });
});

describe('Records, then the cursor:', () => {
  it.each(['search', 'database'] as const)(
    'a run that is cut off after any event resumes without a gap (%s)',
    async (engine) => {
      await withSimulator({}, async (simulator) => {
        fill(simulator, engine, 45);
        const whole = await sync(simulator, model);
        for (let crashAfter = 1; crashAfter < whole.events.length; crashAfter++) {
          const first = await sync(simulator, model, { crashAfter });
          const second = await sync(simulator, model, { state: first.state });
          expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
        }
      });
    },
  );

  it('a sweep that is cut off goes on where its state says, without reading everything again', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 200);
      const first = await sync(simulator, model, { searchIndexed: 'no', crashAfter: 40 });
      expect(first.state?.sweep?.lastId).toBeGreaterThan(0);
      const second = await sync(simulator, model, { searchIndexed: 'no', state: first.state });
      expect(second.emitted).toBeLessThanOrEqual(200 - first.emitted + 10);
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
    });
  });

  it('the same state is never told twice with records between', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 50);
      const first = await sync(simulator, model);
      const second = await sync(simulator, model, { state: first.state, lookbackSeconds: 40 });
      const states = second.events.flatMap((event) =>
        event.kind === 'checkpoint' ? [JSON.stringify(event.state)] : [],
      );
      expect(second.emitted).toBe(41);
      expect(new Set(states).size).toBe(states.length);
    });
  });

  it('a state that a way of reading has taken back does not stay because the next way fails', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 40);
      let pages = 0;
      const removeHook = simulator.onRequest(({ parameters }) => {
        if (!asksForRows(parameters) || ++pages < 5) return;
        simulator.store.setDialect(model, { sort: 'ignored', datetimes: 'ignored' });
        simulator.faults.add({ kind: 'status', times: 1000, when: ({ filter }) => filter === undefined });
      });
      const first = await sync(simulator, model, { pageSize: 5, pace: { records: 17, milliseconds: 1e9 } });
      removeHook();
      expect(first.failure).toBe('FLUXX_UNAVAILABLE');
      expect(first.events.some((event) => event.kind === 'checkpoint' && event.state.bookmark)).toBe(true);
      expect(first.state?.bookmark).toBeUndefined();
    });
  });
});

describe('Missing is not empty:', () => {
  const faults = [
    'error-100',
    'wrong-model',
    'no-records',
    'row-without-id',
    'short-page',
    'duplicated-page',
    'empty-body',
    'html',
    'truncated-json',
  ] as const;

  it.each(faults)('%s is never taken for the end of the data', async (kind) => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'database', 35);
      simulator.faults.add({ kind, times: 1000, model, page: 2 });
      const run = await sync(simulator, model, { searchIndexed: 'no' });
      expect(run.failure).toMatch(/^FLUXX_|RUNGS_EXHAUSTED/);
      expect(run.state?.bookmark).toBeUndefined();
    });
  });
});

describe('Nothing is changed quietly:', () => {
  it('values that did not fit are counted in the log even when the stream fails', async () => {
    await withSimulator({}, async (simulator) => {
      fill(simulator, 'search', 30);
      simulator.store.set(model, 1, { name: 'half a pair: \ud800' });
      simulator.faults.add({ kind: 'truncated-json', times: 1000, ...latePage('name', 2) });
      const run = await sync(simulator, model, { pageSize: 5 });
      expect(run.failure).toBe('FLUXX_NOT_JSON');
      expect(run.log).toContainEqual(expect.stringContaining('organization.name: 1 value'));
    });
  });
});
