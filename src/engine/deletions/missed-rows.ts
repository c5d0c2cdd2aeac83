import { hasId, type IdSet, lazyIds, listIds, noIds, subtractIds, toIdSet, uniteIds } from '../../core/id-set.ts';
import type { StreamState } from '../../core/stream-state.ts';
import type { ReadContext } from '../read-context.ts';
import { passedBy } from './passed-by.ts';

/** Rows that a run is to show: listed, and not known to have been emitted. */
export interface ExpectedRows {
  readonly ids: readonly number[];
  /** Of each, when it was changed, in milliseconds since 1970; `NaN` without a timestamp. */
  readonly changedMs: readonly number[];
}

/** Those of which nothing is known but that an earlier run has missed them: nothing was listed. */
export function expectMissed({ from }: ReadContext): ExpectedRows {
  const ids = [...listIds(from.missedIds ?? noIds)];
  return { ids, changedMs: ids.map(() => longAgo) };
}

/** Before every bookmark: whatever a state vouches for, the row is taken to be passed. */
const longAgo = Number.NEGATIVE_INFINITY;

/** Finds out which of the expected rows a run has missed so far. */
export interface MissedRows {
  /** Takes note of rows that were emitted. */
  readonly noteEmitted: (ids: readonly number[]) => void;
  /** The rows that a state has passed, and that were not emitted before it. Worked out when it is asked for. */
  readonly at: (state: StreamState) => IdSet;
}

/**
 * A row may be listed and then not be shown: the index is late, or it is out of sight for a moment. It must not be taken
 * for emitted when it is shown again, so each state names those that it has passed. At the end of a run that is all that
 * are left; in its midst, what reading on will show is not named: in a first load that would be nearly all of them.
 */
export function createMissedRows(context: ReadContext, expected: ExpectedRows): MissedRows {
  const all = toIdSet(expected.ids);
  const emitted: number[] = [];
  /** The first so many of them, as a set. */
  let seen: { readonly count: number; readonly ids: IdSet } = { count: 0, ids: noIds };
  /** Those that no state has passed yet whose set was worked out, and those that were missed. */
  let left = expected;

  function missedBy(state: StreamState, count: number): IdSet {
    if (count > seen.count) {
      seen = { count, ids: uniteIds(seen.ids, toIdSet(emitted.slice(seen.count, count))) };
    }
    if (state.syncedAt !== undefined) return subtractIds(all, seen.ids);
    const { missed, rest } = sift(left, passedBy(context, state), seen.ids);
    left = rest;
    // Of rows that were emitted since, an earlier state does not know it.
    return uniteIds(toIdSet(missed), toIdSet(emitted.slice(count, seen.count)));
  }

  return {
    noteEmitted(ids) {
      for (const id of ids) if (hasId(all, id)) emitted.push(id);
    },
    at(state) {
      const count = emitted.length;
      return lazyIds(() => missedBy(state, count));
    },
  };
}

/** Parts the rows that were passed and not emitted from the rest; what was passed and emitted is done with. */
function sift(
  { ids, changedMs }: ExpectedRows,
  isPassed: (id: number, changedMs: number) => boolean,
  emitted: IdSet,
): { readonly missed: readonly number[]; readonly rest: ExpectedRows } {
  const missed: number[] = [];
  const rest: { readonly ids: number[]; readonly changedMs: number[] } = { ids: [], changedMs: [] };
  for (const [index, id] of ids.entries()) {
    const ms = changedMs[index] ?? longAgo;
    const passed = isPassed(id, ms);
    if (passed && hasId(emitted, id)) continue;
    if (passed) missed.push(id);
    rest.ids.push(id);
    rest.changedMs.push(ms);
  }
  return { missed, rest };
}
