import type { MissingStream, StreamPlan } from '../catalog/select-streams.ts';
import { toConnectorError } from '../core/connector-error.ts';
import { isObject } from '../core/json.ts';
import type { Log } from '../core/logger.ts';
import type { SelectedStream } from '../core/selected-stream.ts';
import { parseState } from '../core/state-form.ts';
import type { StreamState } from '../core/stream-state.ts';
import type { GivenStates } from '../protocols/decode-state.ts';

/** What a run will read, from which states, and what it cannot. */
export interface StatedPlan extends StreamPlan {
  /** State by stream name, as the last run left it. */
  readonly states: ReadonlyMap<string, StreamState>;
}

/**
 * Joins the streams of a plan with the states that the run was given. A stream whose state cannot be read fails alone:
 * to read it from its beginning is for the user to decide. The states of other streams are nobody's business here.
 */
export function takeUpStates({ streams, missing }: StreamPlan, given: GivenStates, log: Log): StatedPlan {
  const states = new Map<string, StreamState>();
  const readable: SelectedStream[] = [];
  const unreadable: MissingStream[] = [];
  for (const stream of streams) {
    const { name } = stream.definition;
    try {
      states.set(name, parseState(given.get(name), name));
      warnOfOtherKey(name, given.get(name), log);
      readable.push(stream);
    } catch (error) {
      unreadable.push({ stream, error: toConnectorError(error) });
    }
  }
  return { streams: readable, missing: [...missing, ...unreadable], states };
}

/** `parseState` takes such a bookmark for none: it does not say which changes were read. */
function warnOfOtherKey(stream: string, state: unknown, log: Log): void {
  const key = isObject(state) ? state['replication_key'] : undefined;
  if (typeof key !== 'string' || key === 'updated_at') return;
  log('warn', `${stream} is read from the beginning: its state is a bookmark of ${key}, not of updated_at`);
}
