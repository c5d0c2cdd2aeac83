import { isDeepStrictEqual } from 'node:util';
import type { Entry } from '../../test/simulator/entry.ts';
import type { Simulator } from '../../test/simulator/simulator.ts';
import { searchView } from '../../test/simulator/table.ts';
import { truth } from '../../test/support/sync.ts';
import type { Target } from './target.ts';

/** The rows of a model as a list call can show them now: those of a late index are older than those of the database. */
export function shownRows({ store }: Simulator, model: string): readonly Entry[] {
  const table = store.table(model);
  return table === undefined ? [] : [...searchView(table).ordered([{ by: 'id', direction: 'asc' }])];
}

/**
 * The rows that a completed read should have brought and did not: each that was shown when the run began and is still
 * there must have been emitted, by this run or an earlier one, as it was shown then or in a later version.
 */
export function gapsOf(
  { store }: Simulator,
  model: string,
  before: readonly Entry[],
  target: Target,
): readonly string[] {
  const there = new Set(store.ids(model));
  const gaps: string[] = [];
  for (const { id, updated } of before) {
    if (!there.has(id)) continue;
    const record = target.rows.get(id);
    const at = Date.parse(String(record?.['updated_at'])) / 1000;
    if (record === undefined) gaps.push(`${model} ${id} was never emitted`);
    else if (updated !== null && !(at >= updated)) {
      const was = new Date(updated * 1000).toISOString();
      gaps.push(`${model} ${id} was emitted as of ${String(record['updated_at'])}, and had changed at ${was}`);
    }
  }
  return gaps;
}

/** In what the merge differs from the server's rows, values included. For when nothing changes any more. */
export function differencesOf(simulator: Simulator, model: string, target: Target): readonly string[] {
  const wanted = truth(simulator, model, ['note']);
  const differences: string[] = [];
  for (const [id, row] of wanted) {
    const record = target.rows.get(id);
    if (isDeepStrictEqual(record && { ...record }, { ...row })) continue;
    differences.push(`${model} ${id} is ${JSON.stringify(row)}, and was emitted as ${JSON.stringify(record)}`);
  }
  return differences;
}
