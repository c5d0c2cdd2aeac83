import { addSeconds, type Instant } from '../core/instant.ts';
import type { SelectedStream } from '../core/selected-stream.ts';
import { emptyState, type StreamState } from '../core/stream-state.ts';

/**
 * What a run may go on from. A full refresh goes on with an earlier attempt of its own job, and with nothing else: other
 * runners than Airbyte's platform hand back the state of the last job, which would have every row of a later one left out. An
 * incremental run does not go on with a full refresh that broke off, whose rows the target may have dropped.
 */
export function stateToGoOnFrom(stream: SelectedStream, state: StreamState, runBeganAt: Instant): StreamState {
  if (isDone(stream, state)) return state;
  // In the midst of a run, no state is the one of a complete read: not even where that began in the same second.
  return { ...progressFor(stream, state, runBeganAt), syncedAt: undefined };
}

/** Whether an earlier attempt of the same job has read the stream in full. */
export function isDone({ mode, job }: SelectedStream, { fullRefresh }: StreamState): boolean {
  return mode === 'full' && job !== undefined && fullRefresh?.job === job && fullRefresh.isComplete;
}

/**
 * Whether an earlier attempt of the same full refresh has read every row, and not yet what changed meanwhile: nothing is
 * vouched for until the end of its pass.
 */
export function isPassDone({ mode }: SelectedStream, { fullRefresh, bookmark, sweep }: StreamState): boolean {
  return mode === 'full' && fullRefresh?.isComplete === false && bookmark !== undefined && sweep === undefined;
}

function progressFor({ definition, mode, job }: SelectedStream, state: StreamState, runBeganAt: Instant): StreamState {
  const { fullRefresh } = state;
  if (mode === 'incremental') {
    return { ...(fullRefresh?.isComplete === false ? withoutProgress(state) : state), fullRefresh: undefined };
  }
  if (job === undefined) return { ...state, sweep: undefined, load: undefined, fullRefresh: undefined };
  if (fullRefresh?.job === job && (definition.cursor || !isOld(state, runBeganAt))) return state;
  return { ...withoutProgress(state), fullRefresh: { job, isComplete: false } };
}

/**
 * Behind a pass that an earlier attempt began, what changed since is read; of rows without a cursor nobody can say it, no
 * more than of those that change behind a pass of one attempt. That must not come to days.
 */
function isOld({ sweep }: StreamState, runBeganAt: Instant): boolean {
  return sweep !== undefined && addSeconds(sweep.beganAt, longestPassSeconds) < runBeganAt;
}

/** A day. */
const longestPassSeconds = 86_400;

/** Nothing is vouched for; what was found out about the server stays. */
function withoutProgress({ rung, probedAt }: StreamState): StreamState {
  return { ...emptyState, rung, probedAt };
}
