import { addSeconds, type Instant } from '../../core/instant.ts';
import type { StreamState } from '../../core/stream-state.ts';
import { cutStretches, type Gap, gapsBetween, type Stretch } from '../../core/stretch.ts';
import { beginningOfTime, lowerBound, type ReadContext } from '../read-context.ts';

/** What a read by time does from a state on. */
export interface TimeSpans {
  readonly from: Instant;
  /** What an interrupted load has read, except what the index may have shown too late for it. */
  readonly before: readonly Stretch[];
  /** What is left to read. */
  readonly gaps: readonly Gap[];
}

/** The spans of time that are read from a state on: since the bookmark, less the lookback and what a load has read. */
export function gapsToRead(context: ReadContext, state: StreamState): TimeSpans {
  const { load } = state;
  const from = lowerBound(context, state) ?? beginningOfTime;
  const before = load ? cutStretches(load.read, addSeconds(load.beganAt, -context.settings.lookbackSeconds)) : [];
  return { from, before, gaps: gapsBetween(from, before) };
}
