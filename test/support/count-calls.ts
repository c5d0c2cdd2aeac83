import type { Dialect } from '../simulator/dialect.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { type SyncOptions, type SyncRun, sync } from './sync.ts';

const model = 'organization';
const minutes = 10 * 60_000;

/** A kind of server, as the table of calls names it. */
export interface Server {
  readonly title: string;
  readonly engine: 'search' | 'database';
  readonly searchIndexed: NonNullable<SyncOptions['searchIndexed']>;
  readonly dialect: Partial<Dialect>;
}

/** The list calls that runs needed. */
export interface CallCounts {
  readonly rung: string;
  readonly firstLoad: number;
  /** By how many rows had changed before the run, in the order asked for. */
  readonly incremental: readonly number[];
}

/** A table of so many rows, one changed every ten minutes up to the simulator's present. */
function fill({ store, clock }: Simulator, server: Server, rows: number): void {
  store.define(model, { engine: server.engine, dialect: server.dialect });
  const began = clock.now() - rows * minutes;
  for (let index = 0; index < rows; index++) {
    const changedAt = new Date(began + index * minutes).toISOString();
    store.insert(model, { name: `Row ${index}`, created_at: changedAt, updated_at: changedAt });
  }
}

/** Changes rows spread over the whole table, one a second. */
function change({ store, clock }: Simulator, count: number): void {
  const ids = store.ids(model);
  clock.advance(3_600_000);
  for (let index = 0; index < count; index++) {
    clock.advance(1000);
    const id = ids[Math.floor((index * ids.length) / count)];
    if (id !== undefined) store.update(model, id, { name: `Changed ${index}` });
  }
  clock.advance(3_600_000);
}

function checked(run: SyncRun, atLeast: number): SyncRun {
  if (run.failure !== undefined || run.emitted < atLeast) {
    throw new Error(`${run.emitted} rows instead of ${atLeast}: ${run.failure}`);
  }
  return run;
}

/**
 * Counts the list calls of a first load, and of runs after so many changes each: with the usual page size and lookback,
 * and one reader, since the calls of several depend on which of them is quickest.
 */
export async function countCalls(server: Server, rows: number, changes: readonly number[]): Promise<CallCounts> {
  return withSimulator({ now: () => Date.UTC(2026, 5, 1) }, async (simulator) => {
    fill(simulator, server, rows);
    const options = { pageSize: 100, lookbackSeconds: 900, concurrency: 1, searchIndexed: server.searchIndexed };
    const first = checked(await sync(simulator, model, options), rows);
    let { state } = first;
    const incremental: number[] = [];
    for (const count of changes) {
      change(simulator, count);
      const run = checked(await sync(simulator, model, { ...options, state }), count);
      incremental.push(run.calls);
      ({ state } = run);
    }
    return { rung: state?.rung ?? '', firstLoad: first.calls, incremental };
  });
}
