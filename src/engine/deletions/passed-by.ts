import { later, toEpochMs } from '../../core/instant.ts';
import type { StreamState } from '../../core/stream-state.ts';
import { gapsToRead } from '../ranges/gaps-to-read.ts';
import { lowerBound, type ReadContext } from '../read-context.ts';

/** Of a row without `updated_at`. */
export const undatedMs = Number.NaN;

/**
 * Tells the rows that reading on from a state would not show, unless they are changed. Asked of every row at every state
 * that is written, so it compares numbers: `changedMs` is the `updated_at` of a row in milliseconds since 1970.
 */
export function passedBy(context: ReadContext, state: StreamState): (id: number, changedMs: number) => boolean {
  const { sweep, bookmark } = state;
  // Behind a sweep, what was changed since it began is read too.
  const { gaps } = gapsToRead(context, sweep ? { ...state, bookmark: later(bookmark, sweep.beganAt) } : state);
  const starts = Float64Array.from(gaps, ({ from }) => toEpochMs(from));
  const ends = Float64Array.from(gaps, ({ to }) => (to ? toEpochMs(to) : Number.POSITIVE_INFINITY));
  const bound = lowerBound(context, state);
  const boundMs = bound ? toEpochMs(bound) : Number.NEGATIVE_INFINITY;
  const lastId = sweep?.lastId ?? Number.POSITIVE_INFINITY;
  const isUndatedPassed = state.rowsWithoutCursor !== undefined;
  return (id, changedMs) => {
    if (Number.isNaN(changedMs)) return isUndatedPassed;
    if (id > lastId && changedMs >= boundMs) return false;
    for (let index = 0; index < starts.length; index++) {
      if ((starts[index] ?? 0) <= changedMs && changedMs < (ends[index] ?? 0)) return false;
    }
    return true;
  };
}
