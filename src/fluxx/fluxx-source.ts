import pThrottle from 'p-throttle';
import type { Instant } from '../core/instant.ts';
import type { Log } from '../core/logger.ts';
import type { Page, PageRequest, Source } from '../engine/ports.ts';
import { createAccessToken } from './access-token.ts';
import type { HttpAnswer } from './http-answer.ts';
import { createHttpClient, type SendOnce } from './http-client.ts';
import { type JudgedFailure, judgeAfterSuccess, judgeStatus, toError } from './judge-failure.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import { type ListParameters, toListParameters } from './list-parameters.ts';
import { parseListAnswer } from './parse-list-answer.ts';
import { createPause, retryCalls } from './retry-calls.ts';
import { type Backoff, defaultBackoff } from './retry-delay.ts';
import { createServerClock } from './server-clock.ts';

/** How to reach one instance. */
export interface FluxxSettings {
  /** Ends with a slash. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly userAgent: string;
  readonly requestTimeoutMs: number;
  readonly maxRetries: number;
  readonly requestsPerMinute: number;
  /** Calls in flight at the same time. */
  readonly concurrency: number;
  readonly multiSelect: 'values' | 'paths';
  readonly backoff?: Backoff;
}

/** What the source needs of its surroundings. */
export interface FluxxSurroundings {
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onToken: (token: string) => void;
}

/** A call that is not `POST /list` after all. */
type ListMethod = 'POST' | 'GET';

/** Creates the source of rows over a Fluxx instance's API. */
export function createFluxxSource(settings: FluxxSettings, surroundings: FluxxSurroundings): Source {
  const { signal, log } = surroundings;
  const client = createHttpClient({
    baseUrl: settings.baseUrl,
    userAgent: settings.userAgent,
    timeoutMs: settings.requestTimeoutMs,
    signal,
  });
  const clock = createServerClock();
  const send: SendOnce = async (request) => clock.read(await client(request));
  const pause = createPause(settings.backoff ?? defaultBackoff, log, signal);
  const token = createAccessToken({
    ...settings,
    host: new URL(settings.baseUrl).host,
    send: retryCalls(send, 'token', settings.maxRetries, pause),
    now: () => performance.now(),
    onToken: surroundings.onToken,
  });
  const sendInBudget = throttle(settings.requestsPerMinute, signal)(limitConcurrency(settings.concurrency, send));
  let method: ListMethod = 'POST';
  let hasServed = false;

  async function attempt(request: PageRequest, parameters: ListParameters): Promise<ListOutcome> {
    const authorization = await token.authorization();
    const usedMethod = method;
    const path = `api/rest/v2/${request.model}${usedMethod === 'POST' ? '/list' : ''}`;
    const answer = await sendInBudget({ method: usedMethod, path, parameters, authorization });
    if (!hasServed && usedMethod === 'POST' && 'status' in answer && isNotRouted(answer)) {
      log('debug', `POST /list is answered with HTTP ${answer.status}; going on with GET`);
      method = 'GET';
      return attempt(request, parameters);
    }
    const failure = judgeStatus(answer);
    if (failure?.reaction === 'renew-token') token.discard(authorization);
    if (failure) return { failure: hasServed ? judgeAfterSuccess(failure) : failure };
    hasServed = true;
    return parseListAnswer(request, 'body' in answer ? answer.body : '');
  }

  async function fetchPage(request: PageRequest): Promise<Page> {
    const what = `read ${request.model}`;
    const parameters = toListParameters(request, settings.multiSelect);
    let renewals = 0;
    for (let attempts = 1; ; attempts++) {
      const outcome = await attempt(request, parameters);
      if ('page' in outcome) return outcome.page;
      const { failure } = outcome;
      if (failure.reaction === 'renew-token' && renewals++ === 0) continue;
      if (failure.reaction !== 'retry' || attempts > settings.maxRetries) throw toError(failure, what, attempts);
      await pause(failure, request.model, attempts);
    }
  }

  async function serverTime(): Promise<Instant> {
    if (clock.now() === undefined) await token.authorization();
    return clock.now() ?? clock.local();
  }

  return { fetchPage, serverTime };
}

type ListOutcome = { readonly page: Page } | { readonly failure: JudgedFailure };

/** Older or guarded instances may not route `POST /list`; the same call exists as GET, with the risk of long URLs. */
function isNotRouted(answer: HttpAnswer): boolean {
  return answer.status === 404 || answer.status === 405 || answer.status === 501;
}

/** Spreads the minute's calls over its seconds: a burst at the turn of the server's minute would count double. */
function throttle(requestsPerMinute: number, signal: AbortSignal): (send: SendOnce) => SendOnce {
  const limit = Math.max(1, Math.floor(requestsPerMinute / 30));
  const interval = (limit * 60_000) / requestsPerMinute;
  return (send) => pThrottle({ limit, interval, strict: true, signal })(send);
}
