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
  const spans = gaps.map(({ from, to }) => [toEpochMs(from), to ? toEpochMs(to) : Number.POSITIVE_INFINITY] as const);
  const bound = lowerBound(context, state);
  const boundMs = bound ? toEpochMs(bound) : Number.NEGATIVE_INFINITY;
  const isAhead = (id: number, ms: number): boolean => sweep !== undefined && id > sweep.lastId && ms >= boundMs;
  return (id, changedMs) => {
    if (Number.isNaN(changedMs)) return state.rowsWithoutCursor !== undefined;
    return !spans.some(([from, to]) => from <= changedMs && changedMs < to) && !isAhead(id, changedMs);
  };
}
