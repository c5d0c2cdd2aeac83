import type { StreamState } from '../core/stream-state.ts';
import { instantProbe, probeBound } from './probe-bound.ts';
import { readByTime } from './read-by-time.ts';
import type { ReadContext, RungEnd, Step } from './read-context.ts';
import type { TimeBound } from './time-walk.ts';

/** Each page begins at the second that the page before ended in, so that positions count only within one second. */
const bySecond: TimeBound = {
  condition: (from) => ['updated_at', 'gte', from],
  earliest: (from) => from,
  slide: (last) => last,
  leastSeconds: 1,
  isExact: true,
};

/** The first rung: rows changed at or after an instant, ordered by `updated_at`, then `id`. */
export async function* readInstant(context: ReadContext, state: StreamState): AsyncGenerator<Step, RungEnd> {
  if (state.rung !== 'instant') {
    const probe = await probeBound(context, instantProbe);
    if (probe.kind === 'refused') return probe;
    if (probe.kind === 'empty') return { kind: 'complete' };
  }
  return yield* readByTime(context, { ...state, rung: 'instant' }, bySecond);
}
