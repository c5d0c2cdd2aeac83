import { isObject } from '../../core/json.ts';
import type { Fields } from '../fields.ts';
import { fingerprint } from '../fingerprint.ts';
import { applyRules, fault, type Rule } from '../rule.ts';
import { enterStream, type PayloadHandler } from './airbyte-run.ts';
import { lifeRules } from './life-rules.ts';
import { describedStream, type StreamLife } from './stream-life.ts';

/** A STATE of a stream, and what came of the stream before it. */
interface StateOfStream {
  readonly stream: Fields;
  /** `sourceStats.recordCount`. */
  readonly count: unknown;
  readonly fingerprint: string;
  readonly life: StreamLife;
}

/** What a STATE of a stream must be. */
const stateRules: readonly Rule<StateOfStream>[] = [
  {
    id: 'state-without-value',
    breach: ({ stream }) => (isObject(stream['stream_state']) ? undefined : 'stream_state must be an object.'),
  },
  {
    id: 'state-without-count',
    breach: ({ count }) => (Number.isInteger(count) ? undefined : 'sourceStats.recordCount must be a whole number.'),
  },
  {
    id: 'state-count-wrong',
    breach: ({ count, life }) =>
      Number.isInteger(count) && count !== life.recordsSinceState
        ? `recordCount says ${String(count)}, but ${life.recordsSinceState} records came since the stream's last STATE.`
        : undefined,
  },
  {
    id: 'state-repeated',
    breach: ({ life, fingerprint: state }) =>
      life.recordsSinceState > 0 && life.lastState === state
        ? 'The state is the same as before, although records came in between; the platform takes that for a collision.'
        : undefined,
  },
];

/** Checks a STATE, and starts the count of its stream's records anew. */
export const onState: PayloadHandler = (run, payload, unnamed) => {
  const { type, stream, sourceStats } = payload;
  if (type !== 'STREAM' || !isObject(stream)) {
    fault(unnamed, 'state-not-of-a-stream', 'The STATE must have the type STREAM and an object "stream".');
    return;
  }
  const entered = enterStream(run, describedStream(stream['stream_descriptor']), unnamed);
  if (!entered) return;
  const { life, desk } = entered;
  const state = fingerprint(stream['stream_state']);
  const count = isObject(sourceStats) ? sourceStats['recordCount'] : undefined;
  run.tally.state(life.name);
  applyRules(lifeRules, life, desk);
  applyRules(stateRules, { stream, count, fingerprint: state, life }, desk);
  life.states += 1;
  life.recordsSinceState = 0;
  life.lastState = state;
};
