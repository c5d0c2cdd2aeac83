import { setMaxListeners } from 'node:events';
import { setImmediate as turn } from 'node:timers/promises';
import { isHopeless } from '../../src/core/connector-error.ts';
import type { StreamState } from '../../src/core/stream-state.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import type { Source } from '../../src/engine/ports.ts';
import { runSync } from '../../src/engine/run-sync.ts';
import type { Simulator } from '../../test/simulator/simulator.ts';
import { sourceOf } from '../../test/support/sync.ts';
import { models, streamOf } from './models.ts';

/** How one run reads, and how it ends. */
export interface RunPlan {
  readonly states: ReadonlyMap<string, StreamState>;
  readonly pageSize: number;
  readonly concurrency: number;
  /** A state after so many records. */
  readonly pace: number;
  /** After so many events it is killed at once, or asked to stop. */
  readonly end?: { readonly how: 'kill' | 'stop'; readonly after: number } | undefined;
}

/** How a run ended as a whole, whatever became of its streams. */
export type RunEnd = 'done' | 'killed' | 'stopped' | 'refused';

/** The tap's process: one source, and with it one token, for run after run until one of them is killed. */
export interface Tap {
  readonly run: (plan: RunPlan, take: (event: SyncEvent) => void) => Promise<RunEnd>;
}

/** Longer than the index takes to show a change. */
const lookbackSeconds = 120;

/** The tap's usual times, as quick as the clock; its budget is above the server's limit, so that the two can meet. */
function settingsAt(speed: number, concurrency: number): Parameters<typeof sourceOf>[2] {
  return {
    concurrency,
    maxRetries: 6,
    requestTimeoutMs: 1500, // real time: the shortest that a busy machine does not miss by itself
    requestsPerMinute: 2000 * speed,
    backoff: { baseMs: 1000 / speed, rateLimitBaseMs: 10_000 / speed, maxMs: 120_000 / speed },
  };
}

/** Creates a tap; `log` hears what it would tell the user. */
export function createTap(simulator: Simulator, speed: number, log: (message: string) => void): Tap {
  const sourceConcurrency = 6;
  let life = new AbortController();
  let source = newSource();

  function newSource(): Source {
    life = new AbortController();
    setMaxListeners(0, life.signal); // one for each call under way, as in the executable
    return sourceOf(simulator, log, settingsAt(speed, sourceConcurrency), life.signal);
  }

  async function end(how: 'killed' | 'stopped'): Promise<RunEnd> {
    life.abort(new Error(`The run is ${how}.`));
    await turn(); // the calls that were under way end, and only then is memory looked at
    source = newSource();
    return how;
  }

  async function run(plan: RunPlan, take: (event: SyncEvent) => void): Promise<RunEnd> {
    const stopping = new AbortController();
    let events = 0;
    try {
      for await (const event of runSync(toSyncPlan(source, plan, { log, signal: stopping.signal }))) {
        take(event);
        if (++events !== plan.end?.after) continue;
        if (plan.end.how === 'kill') return await end('killed');
        stopping.abort(new Error('The run is asked to stop.'));
        life.abort(stopping.signal.reason);
      }
    } catch (error) {
      if (stopping.signal.aborted) return end('stopped');
      // A page of maintenance instead of the first answer of a new source: nobody can tell it from a wrong host.
      if (!isHopeless(error)) throw error;
      return 'refused';
    }
    return stopping.signal.aborted ? end('stopped') : 'done';
  }

  return { run };
}

function toSyncPlan(
  source: Source,
  { states, pageSize, concurrency, pace }: RunPlan,
  { log, signal }: { readonly log: (message: string) => void; readonly signal: AbortSignal },
): Parameters<typeof runSync>[0] {
  return {
    source,
    streams: models.map(streamOf),
    missing: [],
    states,
    settings: { pageSize, concurrency, lookbackSeconds, startDate: undefined, detectDeletions: false },
    log: (_level, message) => log(message),
    pace: { records: pace, milliseconds: pace === 0 ? 0 : 1e9 },
    now: () => 0,
    signal,
  };
}
