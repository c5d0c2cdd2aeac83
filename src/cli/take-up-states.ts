import type { MissingStream, StreamPlan } from '../catalog/select-streams.ts';
import { toConnectorError } from '../core/connector-error.ts';
import { isObject } from '../core/json.ts';
import type { Log } from '../core/logger.ts';
import type { SelectedStream } from '../core/selected-stream.ts';
import { isNothing, parseState } from '../core/state-form.ts';
import type { StreamState } from '../core/stream-state.ts';
import type { GivenStates } from '../protocols/decode-state.ts';

/** What a run will read, from which states, and what it cannot. */
export interface StatedPlan extends StreamPlan {
  /** State by stream name, as the last run left it. */
  readonly states: ReadonlyMap<string, StreamState>;
}

/**
 * Joins the streams of a plan with the states that the run was given. A stream whose state cannot be read fails alone:
 * to read it from its beginning is for the user to decide, unless that is what was asked for. The states of other streams
 * are nobody's business here.
 */
export function takeUpStates({ streams, missing }: StreamPlan, given: GivenStates, log: Log): StatedPlan {
  const states = new Map<string, StreamState>();
  const readable: SelectedStream[] = [];
  const unreadable: MissingStream[] = [];
  for (const stream of streams) {
    const { name } = stream.definition;
    try {
      const state = parseState(given.get(name), name);
      states.set(name, state);
      warnOfUseless(name, given.get(name), state, log);
      readable.push(stream);
    } catch (thrown) {
      const error = toConnectorError(thrown);
      if (stream.mode === 'full') {
        log('warn', `${name} is read in full, whatever its state says. ${error.message}`);
        readable.push(stream);
      } else unreadable.push({ stream, error });
    }
  }
  return { streams: readable, missing: [...missing, ...unreadable], states };
}

/** Where nothing of it is of use: a bookmark of another field does not say which changes were read, nor do other tools' words. */
function warnOfUseless(stream: string, given: unknown, state: StreamState, log: Log): void {
  if (!isObject(given)) return;
  const { replication_key: key, version: _version, ...rest } = given;
  if (typeof key === 'string' && key !== 'updated_at') {
    log('warn', `${stream} is read from the beginning: its state is a bookmark of ${key}, not of updated_at`);
    return;
  }
  const isSaid = Object.values(rest).some((value) => !isNothing(value));
  if (isSaid && Object.values(state).every((value) => value === undefined)) {
    log('warn', `${stream} is read from the beginning: its state says nothing that tap-fluxx knows`);
  }
}
