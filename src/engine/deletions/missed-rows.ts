import { hasId, type IdSet, lazyIds, listIds, noIds, subtractIds, toIdSet, uniteIds } from '../../core/id-set.ts';
import type { StreamState } from '../../core/stream-state.ts';
import type { ReadContext } from '../read-context.ts';
import { passedBy } from './passed-by.ts';

/** Rows that a run is to show: those that reading on shows, and new ones that it has overlooked so far. */
export interface ExpectedRows {
  readonly ids: readonly number[];
  /** Of each, when it was changed, in milliseconds since 1970; `NaN` without a timestamp. */
  readonly changedMs: readonly number[];
}

/**
 * Those that are to be shown as far as is known where nothing was listed: what an earlier run has missed. Of what a run knew
 * that broke off nothing tells how much it has emitted, for ids are listed ahead of the rows.
 */
export function expectMissed({ from, goesOn }: ReadContext): ExpectedRows {
  const ids = [...listIds((goesOn ? from.knownIds : undefined) ?? from.missedIds ?? noIds)];
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
  const rows = createPending(expected);
  const emitted: number[] = [];
  /** Of so many of them the rows know. */
  let noted = 0;

  function missedBy(state: StreamState, count: number): IdSet {
    for (; noted < count; noted++) rows.noteEmitted(emitted[noted] ?? 0);
    if (state.syncedAt !== undefined) return subtractIds(all, toIdSet(emitted.slice(0, count)));
    // Of what was emitted since, an earlier state does not know it.
    return uniteIds(rows.sift(passedBy(context, state)), toIdSet(emitted.slice(count, noted)));
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

/** The expected rows that were not both passed and emitted, in arrays of numbers: they may be all rows of a large table. */
interface Pending {
  readonly noteEmitted: (id: number) => void;
  /** Those that were passed and not emitted. What was passed and emitted is done with. */
  readonly sift: (isPassed: (id: number, changedMs: number) => boolean) => IdSet;
}

function createPending(expected: ExpectedRows): Pending {
  const order = Uint32Array.from(expected.ids.keys()).sort((a, b) => (expected.ids[a] ?? 0) - (expected.ids[b] ?? 0));
  const ids = Float64Array.from(order, (index) => expected.ids[index] ?? 0);
  const changedMs = Float64Array.from(order, (index) => expected.changedMs[index] ?? longAgo);
  const isEmitted = new Uint8Array(ids.length);
  const places = Uint32Array.from(ids.keys());
  let length = places.length;
  return {
    noteEmitted: (id) => void isEmitted.fill(1, ...placesOf(ids, id)),
    sift(isPassed) {
      const missed: number[] = [];
      let kept = 0;
      for (let index = 0; index < length; index++) {
        const place = places[index] ?? 0;
        const id = ids[place] ?? 0;
        const passed = isPassed(id, changedMs[place] ?? longAgo);
        if (passed && isEmitted[place] === 1) continue;
        if (passed) missed.push(id);
        places[kept++] = place;
      }
      length = kept;
      return toIdSet(missed);
    },
  };
}

/** Where an id stands among others in ascending order: from a place up to another one. */
function placesOf(ids: Float64Array, id: number): [number, number] {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (ids[end] === id) end += 1;
  return [low, end];
}
