import { setTimeout as wait } from 'node:timers/promises';
import { isBurden } from '../core/connector-error.ts';
import type { Log } from '../core/logger.ts';
import type { CallHold } from './call-hold.ts';
import { type JudgedFailure, judgePause, toError, toSafe } from './failures/judge-failure.ts';
import { type Backoff, retryDelay } from './retry-delay.ts';

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
      const delayMs = retryDelay(failure, attempts, backoff, Math.random);
      const isTooLate = performance.now() - failingSince + delayMs > backoff.patienceMs;
      if (failure.reaction !== 'retry' || attempts > retries || isTooLate) throw toError(failure, what, attempts);
      await pause({ failure, call, delayMs }, surroundings);
    }
  };
}

/** Waits before an attempt and says so. That the server takes no more calls concerns all of them, not this one alone. */
async function pause(
  { failure, call, delayMs }: { readonly failure: JudgedFailure; readonly call: string; readonly delayMs: number },
  { hold, log, signal }: RetrySurroundings,
): Promise<void> {
  const { code, detail } = failure;
  const isForAll = code === 'FLUXX_RATE_LIMITED' || failure.retryAfterMs !== undefined;
  const told = `${call}: ${code} (${detail}); trying again in ${(delayMs / 1000).toFixed(1)} s`;
  log(isForAll ? 'debug' : 'info', told); // of what concerns all calls, the hold tells once
  if (!isForAll) {
    await wait(delayMs, undefined, { signal });
    return;
  }
  hold.begin(delayMs);
  await hold.over();
}
