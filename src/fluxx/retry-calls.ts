import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../core/logger.ts';
import type { HttpAnswer, NetworkFailure } from './http-answer.ts';
import type { SendOnce } from './http-client.ts';
import type { JudgedFailure } from './judge-failure.ts';
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

/** What a call is tried again by. */
export interface Retries {
  readonly call: string;
  readonly maxRetries: number;
  readonly pause: Pause;
  readonly judge: (answer: HttpAnswer | NetworkFailure) => JudgedFailure | undefined;
}

/** Sends a request again while what is judged of its answer asks for it, `maxRetries` times at most. */
export function retryCalls(send: SendOnce, { call, maxRetries, pause, judge }: Retries): SendOnce {
  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      const answer = await send(request);
      const failure = judge(answer);
      if (failure?.reaction !== 'retry' || attempt > maxRetries) return answer;
      await pause(failure, call, attempt);
    }
  };
}
