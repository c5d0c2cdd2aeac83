import { listIds, noIds } from '../../src/core/id-set.ts';
import { parseState, serializeState } from '../../src/core/state-form.ts';
import type { StreamState } from '../../src/core/stream-state.ts';
import type { Dialect } from '../simulator/dialect.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { type SyncOptions, type SyncRun, secondsIn, sync, truth } from './sync.ts';

/** The one model that tests of deletions read. */
export const model = 'organization';
export const mark = '_fluxx_deleted_at';

/** The real time would make rows of the future of those that tests date themselves. */
export const now = (): number => Date.UTC(2026, 5, 1);

/** Rows that each have a second of their own. */
export function fill(
  { store }: Simulator,
  engine: 'search' | 'database',
  count: number,
  dialect: Partial<Dialect> = {},
): void {
  store.define(model, { engine, dialect });
  for (let index = 0; index < count; index++) {
    store.insert(model, { name: `Row ${index}`, created_at: secondsIn(index), updated_at: secondsIn(index) });
  }
}

/** A run that looks for deletions, some time after the one before. */
export async function run(simulator: Simulator, options: SyncOptions = {}): Promise<SyncRun> {
  simulator.clock.advance(60_000);
  return sync(simulator, model, { detectDeletions: true, ...options });
}

/** The ids that a run marked as deleted, in the order it did. */
export function markedIn({ events }: SyncRun): readonly number[] {
  return events.flatMap((event) =>
    event.kind === 'records' ? event.records.filter((row) => row[mark] !== null).map((row) => Number(row['id'])) : [],
  );
}

/** What a target has that keeps the record of each row which came last: the rows that are not marked as deleted. */
export function keptBy(...runs: readonly SyncRun[]): ReadonlyMap<number, unknown> {
  const last = new Map(runs.flatMap(({ records }) => [...records]));
  return new Map([...last].filter(([, record]) => record[mark] === null));
}

/** The server's rows as records that are not marked. */
export function rowsOf(simulator: Simulator): ReadonlyMap<number, unknown> {
  return new Map([...truth(simulator, model)].map(([id, row]) => [id, { ...row, [mark]: null }]));
}

/** The state as the next run finds it in its file. */
export function stored(state: StreamState | undefined): StreamState {
  return parseState(JSON.parse(JSON.stringify(serializeState(state as StreamState))), model);
}

export const knownTo = (state: StreamState | undefined): readonly number[] => [...listIds(state?.knownIds ?? noIds)];

/** Whether a call lists ids: many rows, and none of the columns that only records need. */
export function listsIds({ cols, per_page: rows }: Readonly<Record<string, string>>): boolean {
  return cols?.includes('"name"') === false && rows !== '1';
}

/** Takes a row out of sight, as from a user who may not see it for a while: nothing of it shows that it was away. */
export function hide({ store, clock }: Simulator, id: number): void {
  store.set(model, id, { deleted_at: clock.seconds() });
}

/** Shows a hidden row as it was. */
export function show({ store }: Simulator, id: number): void {
  store.set(model, id, { deleted_at: null });
}
