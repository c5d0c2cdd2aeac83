import type { SelectedStream } from '../core/selected-stream.ts';
import { emptyState, type StreamState } from '../core/stream-state.ts';

/**
 * What a run may go on from. A full refresh goes on with an earlier attempt of its own job, and with nothing else: other
 * runners than Airbyte's platform hand back the state of the last job, which would have every row of a later one left out. An
 * incremental run does not go on with a full refresh that broke off, whose rows the target may have dropped.
 */
export function stateToGoOnFrom(stream: SelectedStream, state: StreamState): StreamState {
  if (isDone(stream, state)) return state;
  // In the midst of a run, no state is the one of a complete read: not even where that began in the same second.
  return { ...progressFor(stream, state), syncedAt: undefined };
}

/** Whether an earlier attempt of the same job has read the stream in full. */
export function isDone({ mode, job }: SelectedStream, { fullRefresh }: StreamState): boolean {
  return mode === 'full' && job !== undefined && fullRefresh?.job === job && fullRefresh.isComplete;
}

function progressFor({ mode, job }: SelectedStream, state: StreamState): StreamState {
  const { fullRefresh } = state;
  if (mode === 'incremental') {
    return { ...(fullRefresh?.isComplete === false ? withoutProgress(state) : state), fullRefresh: undefined };
  }
  if (job === undefined) return { ...state, sweep: undefined, load: undefined, fullRefresh: undefined };
  if (fullRefresh?.job === job) return state;
  return { ...withoutProgress(state), fullRefresh: { job, isComplete: false } };
}

/** Nothing is vouched for; what was found out about the server stays. */
function withoutProgress({ rung, probedAt }: StreamState): StreamState {
  return { ...emptyState, rung, probedAt };
}
