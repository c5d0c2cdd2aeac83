import { setTimeout as wait } from 'node:timers/promises';
import { isBurden } from '../core/connector-error.ts';
import type { Log } from '../core/logger.ts';
import { type JudgedFailure, toError } from './judge-failure.ts';
import { type Backoff, retryDelay } from './retry-delay.ts';

/** Waits before an attempt and says so in the log. `call` is what is tried again, `attempt` 1 for the first retry. */
export type Pause = (failure: JudgedFailure, call: string, attempt: number) => Promise<void>;

/** Creates the waiting of one run. It ends with the run: the returned promise is rejected when `signal` is aborted. */
export function createPause(backoff: Backoff, log: Log, signal: AbortSignal): Pause {
  return async (failure, call, attempt) => {
    const delayMs = retryDelay(failure, attempt, backoff, Math.random);
    log('info', `${call}: ${failure.code} (${failure.detail}); trying again in ${(delayMs / 1000).toFixed(1)} s`);
    await wait(delayMs, undefined, { signal });
  };
}

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
  readonly pause: Pause;
}

/**
 * Makes attempts while what they come to asks for another, within the limits given.
 * @throws ConnectorError for the last failure, with the number of attempts
 */
export async function retry<Made>(
  attempt: () => Promise<Attempt<Made>>,
  { call, what, maxRetries, burdenRetries = maxRetries, pause }: Retries,
): Promise<Made> {
  for (let attempts = 1; ; attempts++) {
    const outcome = await attempt();
    if ('made' in outcome) return outcome.made;
    const { failure } = outcome;
    const isCurable = isBurden(failure.code) && failure.retryAfterMs === undefined;
    const retries = isCurable ? Math.min(burdenRetries, maxRetries) : maxRetries;
    if (failure.reaction !== 'retry' || attempts > retries) throw toError(failure, what, attempts);
    await pause(failure, call, attempts);
  }
}
