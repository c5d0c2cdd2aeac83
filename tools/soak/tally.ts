import type { Simulator } from '../../test/simulator/simulator.ts';
import type { RunEnd } from './tap.ts';

/** What has happened so far. */
export interface Tally {
  readonly runs: Record<RunEnd, number>;
  readonly streams: Record<'complete' | 'interrupted' | 'failed', number>;
  readonly resets: number;
  readonly records: number;
  readonly calls: number;
  readonly tokens: number;
  readonly expired: number;
  readonly limited: number;
}

/** A tally under way. */
export type OpenTally = { -readonly [Key in keyof Tally]: Tally[Key] };

/** Nothing yet. */
export function createTally(): OpenTally {
  return {
    runs: { done: 0, killed: 0, down: 0, refused: 0 },
    streams: { complete: 0, interrupted: 0, failed: 0 },
    resets: 0,
    records: 0,
    calls: 0,
    tokens: 0,
    expired: 0,
    limited: 0,
  };
}

/** Counts the calls of the simulator's log, and empties that: it would grow with every call. */
export function countCalls(tally: OpenTally, { requests }: Simulator): void {
  for (const { kind, status } of requests) {
    if (kind === 'token') tally.tokens += 1;
    if (kind !== 'list') continue;
    tally.calls += 1;
    if (status === 401) tally.expired += 1;
    if (status === 429) tally.limited += 1;
  }
  requests.length = 0;
}

/**
 * Of the streams that were read until they were complete or failed. One to four in a hundred fail, as
 * measured over 20 and 120 minutes.
 */
const failedAtMost = 0.2;

/** What a soak must have met to say anything, and did not. */
export function missingIn({ expired, limited, runs, streams }: Tally): readonly string[] {
  const seen = {
    'a token that ran out': expired,
    'the limit of calls': limited,
    'a run that was killed': runs.killed,
    'a stream that was read to its end': streams.complete,
  };
  const never = Object.entries(seen).flatMap(([what, times]) => (times === 0 ? [`It never met ${what}.`] : []));
  const ended = streams.complete + streams.failed;
  if (streams.failed <= ended * failedAtMost) return never;
  return [...never, `Too many streams fail: ${streams.failed} of the ${ended} that were read to an end of their own.`];
}
