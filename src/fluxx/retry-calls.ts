import { setTimeout as wait } from 'node:timers/promises';
import { isBurden } from '../core/connector-error.ts';
import type { Log } from '../core/logger.ts';
import type { CallHold } from './call-hold.ts';
import { type JudgedFailure, judgePause, toError, toSafe } from './failures/judge-failure.ts';
import { type Backoff, longestPause, retryDelay } from './retry-delay.ts';

/** What one attempt comes to. */
export type Attempt<Made> = { readonly made: Made } | { readonly failure: JudgedFailure };

/** How often a call is tried again, and what it is called: in the log, and in the error. */
export interface Retries {
  readonly call: string;
  /** Completes "Cannot ...". */
  readonly what: string;
  readonly maxRetries: number;
  /** At most so many for what a smaller question may cure, unless the server asks us to wait. */
  readonly burdenRetries?: number | undefined;
}

/**
 * Makes attempts while what they come to asks for another, within the limits of number and time.
 * @throws ConnectorError for the last failure, with the number of attempts
 */
export type Retry = <Made>(attempt: () => Promise<Attempt<Made>>, retries: Retries) => Promise<Made>;

/** What the retries of one run share. */
export interface RetrySurroundings {
  readonly backoff: Backoff;
  readonly hold: CallHold;
  readonly log: Log;
  /** Ends every wait with the run. */
  readonly signal: AbortSignal;
  /** The text without the secrets of the run. */
  readonly redact: (text: string) => string;
}

/** Creates the retries of one run. */
export function createRetry(surroundings: RetrySurroundings): Retry {
  const { backoff, redact } = surroundings;
  return async (attempt, { call, what, maxRetries, burdenRetries = maxRetries }) => {
    let failingSince: number | undefined; // not since the call was queued: others may have been waited for
    for (let attempts = 1; ; attempts++) {
      const outcome = await attempt();
      if ('made' in outcome) return outcome.made;
      failingSince ??= performance.now();
      const failure = toSafe(judgePause(outcome.failure, backoff.patienceMs), redact);
      const isCurable = isBurden(failure.code) && failure.retryAfterMs === undefined;
      const retries = isCurable ? Math.min(burdenRetries, maxRetries) : maxRetries;
      const leftMs = backoff.patienceMs - (performance.now() - failingSince);
      const wantedMs = retryDelay(failure, attempts, backoff, Math.random);
      // What is waited beyond what the server asks for must not make it too long.
      const delayMs =
        (failure.retryAfterMs ?? Number.POSITIVE_INFINITY) <= leftMs ? Math.min(wantedMs, leftMs) : wantedMs;
      const isTooLate = delayMs > leftMs;
      const isLast = failure.reaction !== 'retry' || attempts > retries || isTooLate;
      // Also where this call is not made again: the others are asked to wait as well.
      surroundings.hold.begin(pauseForAll(failure, delayMs, isLast));
      if (isLast) throw toError(failure, what, attempts);
      await pause({ failure, call, delayMs }, surroundings);
    }
  };
}

/**
 * How long a failure holds all calls back, in milliseconds: that the server takes no more of them, or asks for a pause,
 * concerns not this one alone. What is waited beyond that is this call's own patience.
 */
function pauseForAll({ code, reaction, retryAfterMs }: JudgedFailure, delayMs: number, isLast: boolean): number {
  if (reaction !== 'retry') return 0;
  if (retryAfterMs !== undefined) return isLast ? retryAfterMs : Math.min(delayMs, longestPause(retryAfterMs));
  return code === 'FLUXX_RATE_LIMITED' && !isLast ? delayMs : 0;
}

/** Waits before an attempt and says so. */
async function pause(
  { failure, call, delayMs }: { readonly failure: JudgedFailure; readonly call: string; readonly delayMs: number },
  { hold, log, signal }: RetrySurroundings,
): Promise<void> {
  const { code, detail } = failure;
  const told = `${call}: ${code} (${detail}); trying again in ${(delayMs / 1000).toFixed(1)} s`;
  log(hold.isOn() ? 'debug' : 'info', told); // of what concerns all calls, the hold tells once
  const endsAt = performance.now() + delayMs;
  await hold.over(); // which tells of itself while it lasts
  const leftMs = endsAt - performance.now();
  if (leftMs > 0) await wait(leftMs, undefined, { signal });
}
