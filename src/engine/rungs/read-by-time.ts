import type { Instant } from '../../core/instant.ts';
import { advanceBookmark, type StreamState } from '../../core/stream-state.ts';
import { joinStretches, type Stretch } from '../../core/stretch.ts';
import { mapSteps } from '../flow/map-steps.ts';
import { gapsToRead } from '../ranges/gaps-to-read.ts';
import { readRanges } from '../ranges/read-ranges.ts';
import { type ReadContext, type RungEnd, type Step } from '../read-context.ts';
import { readUndated } from '../sweeps/read-undated.ts';
import type { TimeBound } from '../walks/time-walk.ts';
import { type BoundProbe, probeBound } from './probe-bound.ts';

/** A rung that asks for what changed since an instant. */
export interface TimeRung {
  readonly name: 'instant' | 'day';
  readonly probe: BoundProbe;
  readonly bound: TimeBound;
}

/** Reads a stream by bounds on `updated_at`, once it is known that the server honours them. */
export async function* readByTime(
  context: ReadContext,
  state: StreamState,
  { name, probe, bound }: TimeRung,
): AsyncGenerator<Step, RungEnd> {
  if (state.rung !== name) {
    const found = await probeBound(context, probe);
    if (found.kind === 'refused') return found;
    if (found.kind === 'empty') return { kind: 'complete' };
  }
  return yield* readChanges(context, { ...state, rung: name }, bound);
}

/**
 * Reads what changed since the bookmark in the order of time; of a first load that was interrupted, what it left out.
 *
 *     ----[bookmark - lookback]=======[bookmark]=======[run began]---> updated_at
 *         read again, for the index      new            clamp: the next bookmark is not later than this
 *         shows changes late
 */
async function* readChanges(context: ReadContext, state: StreamState, bound: TimeBound): AsyncGenerator<Step, RungEnd> {
  const { from, before, gaps } = gapsToRead(context, state);
  // First, for one that is edited meanwhile gets an updated_at, and is found behind the others.
  const undated = yield* readUndated(context, state);
  if (undated.kind === 'refused') return undated;
  let current = { ...state, ...undated.known };
  const reading = readRanges(context, bound, gaps);
  const end = yield* mapSteps(reading, ({ rows, read, total }) => {
    current = withStretches(context, { state: current, from, read: [...before, ...read] });
    return { rows, state: current, ...(total !== undefined && { total }) };
  });
  // What an earlier run read out of order was read in the same way, so it is not trusted either.
  if (end.kind === 'refused') return end.mayPass ? end : { ...end, trusted: { ...state, load: undefined } };
  yield { rows: [], state: { ...current, load: undefined } };
  return end;
}

/** The bookmark vouches for what was read without a gap from the beginning; what was read behind a gap is named. */
function withStretches(
  { runBeganAt }: ReadContext,
  { state, from, read }: { readonly state: StreamState; readonly from: Instant; readonly read: readonly Stretch[] },
): StreamState {
  // A start_date that was moved leaves stretches behind that nothing is asked about.
  const stretches = joinStretches(read).filter(({ to }) => to > from);
  const [first] = stretches;
  const isFromStart = first !== undefined && first.from <= from;
  const bookmarked = advanceBookmark(state, isFromStart ? first.to : undefined, runBeganAt);
  return { ...bookmarked, load: toLoad(isFromStart ? stretches.slice(1) : stretches) };

  function toLoad(stretches: readonly Stretch[]): StreamState['load'] {
    return stretches.length === 0 ? undefined : { beganAt: state.load?.beganAt ?? runBeganAt, read: stretches };
  }
}
