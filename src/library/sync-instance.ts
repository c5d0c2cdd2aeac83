import { setMaxListeners } from 'node:events';
import { planStreams } from '../cli/plan-streams.ts';
import { takeUpStates } from '../cli/take-up-states.ts';
import type { StreamSelection } from '../core/selected-stream.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import { usualPace } from '../engine/pace-checkpoints.ts';
import { runSync } from '../engine/run-sync.ts';
import type { GivenStates } from '../protocols/decode-state.ts';
import type { ReadOptions } from './kit-types.ts';
import type { OpenInstance } from './open-instance.ts';

/** What is read. */
export interface SyncRequest extends ReadOptions {
  readonly selections: readonly StreamSelection[];
  readonly given: GivenStates;
  /** Told how many streams will be read, or fail. */
  readonly onPlan?: (streams: number) => void;
}

/** Reads streams of an instance, from the states that are given. @throws ConnectorError as `runSync`, and as planning */
export async function* syncInstance(
  instance: OpenInstance,
  { selections, given, job, isTight, signal: ofCaller, onPlan }: SyncRequest,
): AsyncGenerator<SyncEvent> {
  const { config, createSource, log } = instance;
  const signal = ofCaller ? AbortSignal.any([instance.signal, ofCaller]) : instance.signal;
  setMaxListeners(0, signal); // every call in flight listens to it
  const source = createSource(config, { signal, isTight });
  const planned = await planStreams({ config, selections, source, protocol: 'airbyte', job }, instance);
  const plan = takeUpStates(planned, given, log);
  onPlan?.(plan.streams.length + plan.missing.length);
  yield* runSync({ source, ...plan, settings: config, log, pace: usualPace, now: Date.now, signal });
}
