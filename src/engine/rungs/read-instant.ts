import { addSeconds } from '../../core/instant.ts';
import type { StreamState } from '../../core/stream-state.ts';
import { beginningOfTime, type ReadContext, type RungEnd, type Step } from '../read-context.ts';
import type { TimeBound } from '../walks/time-walk.ts';
import type { BoundProbe } from './probe-bound.ts';
import { readByTime } from './read-by-time.ts';

/** Each page begins at the second that the page before ended in, so that positions count only within one second. */
export const bySecond: TimeBound = {
  condition: (from) => ['updated_at', 'gte', from],
  earliest: (from) => from,
  slide: (last) => last,
  leastSeconds: 1,
  isExact: true,
};

/** An RFC 3339 bound is exact to the second. */
const instantProbe: BoundProbe = {
  everything: ['updated_at', 'gte', beginningOfTime],
  nothing: ['updated_at', 'gte', '9999-01-01T00:00:00Z'],
  upTo: (at) => ['updated_at', 'gte', at],
  behind: (at) => ['updated_at', 'gte', addSeconds(at, 1)],
};

/** The first rung: rows changed at or after an instant, ordered by `updated_at`, then `id`. */
export function readInstant(context: ReadContext, state: StreamState): AsyncGenerator<Step, RungEnd> {
  return readByTime(context, state, { name: 'instant', probe: instantProbe, bound: bySecond });
}
