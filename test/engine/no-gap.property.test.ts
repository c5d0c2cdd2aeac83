import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { StreamState } from '../../src/core/stream-state.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { merge, type SyncRun, secondsIn, sync, truth } from '../support/sync.ts';

/** How many histories are tried; `HISTORIES=2000` for a long run. */
const histories = Number(process.env['HISTORIES'] ?? 400);
/** Where the random numbers begin. It is printed, so that what failed can be played again. */
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);

const model = 'organization';

/** More list calls than any run of these histories can need. */
const callsAtMost = 3000;

/** What people do to the data, somewhere between two list calls. `seconds` pass before it. */
type Edit = {
  readonly kind: 'insert' | 'insert-undated' | 'edit' | 'bulk-edit' | 'soft-delete' | 'hard-delete';
  readonly place: number;
  readonly seconds: number;
};

const edit: fc.Arbitrary<Edit> = fc.record({
  kind: fc.constantFrom(
    'insert',
    'insert',
    'edit',
    'edit',
    'bulk-edit',
    'soft-delete',
    'hard-delete',
    'insert-undated',
  ),
  place: fc.nat(),
  seconds: fc.constantFrom(0, 0, 1, 7),
});

const server = fc.record({
  engine: fc.constantFrom('search', 'search', 'database'),
  dialect: fc.record({
    datetimes: fc.constantFrom('instant', 'instant', 'instant', 'day', 'ignored', 'error', 'truncated-to-day'),
    idComparisons: fc.constantFrom('honoured', 'honoured', 'ignored', 'error', 'as-text'),
    sort: fc.constantFrom('honoured', 'honoured', 'honoured', 'ignored'),
    nulls: fc.constantFrom('omitted', 'explicit'),
    beyondEnd: fc.constantFrom('first-page', 'empty'),
    databaseOrder: fc.constantFrom('id', 'natural'),
    sortable: fc.constantFrom(['id', 'updated_at'], ['id', 'updated_at'], ['id'], []),
    indexDelay: fc.constantFrom(0, 0, 20_000),
    pageCap: fc.constantFrom(500, 500, 4),
    window: fc.constantFrom(10_000, 10_000, 30),
    zoneOffsetMinutes: fc.constantFrom(0, -480, 840),
    rangeEnd: fc.constantFrom('start-of-day', 'end-of-day'),
  }),
  /** The most rows whose columns the server bears to look up in one call. */
  bears: fc.constantFrom(500, 500, 8),
});

const history = fc.record({
  server,
  rows: fc.integer({ min: 0, max: 60 }),
  rowsInOneSecond: fc.integer({ min: 1, max: 40 }),
  /** Between one such second and the next. */
  secondsBetween: fc.constantFrom(1, 1, 40_000),
  runs: fc.array(
    fc.record({
      pageSize: fc.integer({ min: 1, max: 25 }),
      /** After so many records a state is written. */
      pace: fc.constantFrom(0, 0, 15),
      /** What happens before each list call of the run, for as long as the list goes. */
      edits: fc.array(fc.option(edit, { nil: undefined }), { maxLength: 30 }),
      concurrency: fc.constantFrom(1, 4, 4),
      /** The list calls, counted from the one before, that fail once. */
      failures: fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 3 }),
      crashAfter: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
    }),
    { minLength: 1, maxLength: 4 },
  ),
});

type Story = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

function apply({ store, clock }: Simulator, { kind, place, seconds }: Edit): void {
  clock.advance(seconds * 1000);
  const ids = store.ids(model);
  const id = ids[place % Math.max(1, ids.length)];
  if (kind === 'insert') store.insert(model, { name: `Born ${place}` });
  else if (kind === 'insert-undated') store.insert(model, { name: `Undated ${place}`, updated_at: null });
  else if (id === undefined) return;
  else if (kind === 'edit') store.update(model, id, { name: `Edited ${place}` });
  else if (kind === 'bulk-edit') store.bulkUpdate(model, ids.slice(0, 1 + (place % 30)), { name: `Bulk ${place}` });
  else if (kind === 'soft-delete') store.softDelete(model, id);
  else store.hardDelete(model, id);
}

/** What a history left. */
interface Played {
  readonly runs: readonly SyncRun[];
  /** For each run that was completed, the rows that were there all the time and that no run has emitted. */
  readonly missed: readonly (readonly number[])[];
}

/** Plays a history and ends with a run that nobody disturbs. */
async function play(
  simulator: Simulator,
  { server: { engine, dialect, bears }, rows, rowsInOneSecond, secondsBetween, runs }: Story,
): Promise<Played> {
  simulator.store.define(model, { engine, dialect });
  const isHeavy = ({ cols = '', per_page: size }: Readonly<Record<string, string>>): boolean =>
    cols.includes('name') && Number(size) > bears;
  for (let index = 0; index < rows; index++) {
    const changedAt = secondsIn(Math.floor(index / rowsInOneSecond) * secondsBetween);
    simulator.store.insert(model, { name: `Row ${index}`, created_at: changedAt, updated_at: changedAt });
  }
  simulator.clock.advance(60_000);
  const done: SyncRun[] = [];
  const emitted = new Set<number>();
  const missed: number[][] = [];
  let state: StreamState | undefined;
  const lastRun = { pageSize: 10, pace: 0, concurrency: 4, edits: [], failures: [], crashAfter: undefined };
  for (const { pageSize, pace, concurrency, edits, failures, crashAfter } of [...runs, lastRun]) {
    // Those that a run left over would meet in a later one, and together outlast its retries.
    simulator.faults.clear();
    simulator.faults.add({ kind: 'status', status: 504, times: Number.POSITIVE_INFINITY, when: isHeavy });
    for (const after of failures) simulator.faults.add({ kind: 'status', status: 502, after });
    const there = simulator.store.ids(model);
    const waiting = edits.values();
    let calls = 0;
    const removeHook = simulator.onRequest(() => {
      if (++calls > callsAtMost) throw new Error('The server has had enough of a run that never ends.');
      const next = waiting.next().value;
      if (next) apply(simulator, next);
    });
    const run = await sync(simulator, model, {
      pageSize,
      concurrency,
      lookbackSeconds: 60,
      state,
      pace: { records: pace, milliseconds: pace === 0 ? 0 : 1e9 },
      ...(crashAfter && { crashAfter }),
    });
    removeHook();
    if (calls > callsAtMost) throw new Error(`The run never ends: ${calls} list calls.`);
    simulator.clock.advance(30_000); // the index catches up, well within the lookback
    done.push(run);
    state = run.state ?? state;
    for (const id of run.records.keys()) emitted.add(id);
    const still = new Set(simulator.store.ids(model));
    if (run.isComplete) missed.push(there.filter((id) => still.has(id) && !emitted.has(id)));
  }
  return { runs: done, missed };
}

describe('No gap:', () => {
  beforeAll(() => {
    process.stderr.write(`${histories} histories, SEED=${seed}\n`);
  });

  it(`in ${histories} random histories of edits, deletions, crashes and dialects, the merge of all runs is the server's data`, async () => {
    await fc.assert(
      fc.asyncProperty(history, async (story) => {
        await withSimulator({ now: () => Date.UTC(2026, 5, 1) }, async (simulator) => {
          const { runs, missed } = await play(simulator, story);
          expect(runs.at(-1)?.failure).toBeUndefined();
          expect(missed.flat()).toEqual([]);
          expect(merge(simulator, model, ...runs)).toEqual(truth(simulator, model));
        });
      }),
      { numRuns: histories, seed },
    );
  }, 3_600_000);
});
