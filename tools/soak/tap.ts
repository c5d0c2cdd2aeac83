import { getEventListeners, setMaxListeners } from 'node:events';
import { ConnectorError, isHopeless } from '../../src/core/connector-error.ts';
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
  /** After so many events it is killed. */
  readonly killAfter?: number | undefined;
}

/** How a run ended as a whole, whatever became of its streams. */
export type RunEnd = 'done' | 'killed' | 'down' | 'refused';

/**
 * One source for all runs, and with it one token after another: what it keeps between calls would go with it, and with a
 * process that is new for each run nobody would ever see it grow.
 */
export interface Tap {
  readonly run: (plan: RunPlan, take: (event: SyncEvent) => void) => Promise<RunEnd>;
  /** How many wait for the signal that would end the tap. Between two runs, nobody should. */
  readonly listeners: () => number;
}

/** Longer than the index takes to show a change. */
const lookbackSeconds = 120;

/** The tap's usual times, as quick as the clock; its budget is above the server's limit, so that the two can meet. */
function settingsAt(speed: number): Parameters<typeof sourceOf>[2] {
  return {
    concurrency: 6,
    maxRetries: 6,
    requestTimeoutMs: 1500, // real time: the shortest that a busy machine does not miss by itself
    requestsPerMinute: 2000 * speed,
    backoff: { baseMs: 1000 / speed, rateLimitBaseMs: 10_000 / speed, maxMs: 120_000 / speed },
  };
}

/** Creates a tap; `log` hears what it would tell the user. */
export function createTap(simulator: Simulator, speed: number, log: (message: string) => void): Tap {
  const { signal } = new AbortController();
  setMaxListeners(0, signal); // one for each call under way, as in the executable
  const source = sourceOf(simulator, log, settingsAt(speed), signal);

  async function run(plan: RunPlan, take: (event: SyncEvent) => void): Promise<RunEnd> {
    let events = 0;
    try {
      for await (const event of runSync({ ...toSyncPlan(source, plan, log), signal })) {
        take(event);
        events += 1;
        if (events === plan.killAfter) return 'killed';
      }
    } catch (error) {
      if (error instanceof ConnectorError && error.code === 'FLUXX_DOWN') return 'down';
      // A page of maintenance instead of the first answer of all: nobody can tell it from a wrong host.
      if (!isHopeless(error)) throw error;
      log(`The run ends: ${String(error)}`);
      return 'refused';
    }
    return 'done';
  }

  return { run, listeners: () => getEventListeners(signal, 'abort').length };
}

function toSyncPlan(
  source: Source,
  { states, pageSize, concurrency, pace }: RunPlan,
  log: (message: string) => void,
): Omit<Parameters<typeof runSync>[0], 'signal'> {
  return {
    source,
    streams: models.map(streamOf),
    missing: [],
    states,
    settings: { pageSize, concurrency, lookbackSeconds, startDate: undefined, detectDeletions: false },
    log: (_level, message) => log(message),
    pace: { records: pace, milliseconds: pace === 0 ? 0 : 1e9 },
    now: () => 0,
  };
}
