import type { Instant } from '../core/instant.ts';
import type { Log } from '../core/logger.ts';
import type { Page, PageRequest, Source } from '../engine/ports.ts';
import { createAccessToken, judgeRenewal } from './access-token.ts';
import { notRouted } from './failure-table.ts';
import { createHttpClient, type SendOnce } from './http-client.ts';
import { type JudgedFailure, judgeAfterSuccess, judgeStatus, toError } from './judge-failure.ts';
import { type ListParameters, toListParameters } from './list-parameters.ts';
import { createListSender } from './list-sender.ts';
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
  let hasServed = false;
  const pause = createPause(settings.backoff ?? defaultBackoff, log, signal);
  const token = createAccessToken({
    ...settings,
    host: new URL(settings.baseUrl).host,
    send: retryCalls(send, {
      call: 'token',
      maxRetries: settings.maxRetries,
      pause,
      judge: (answer) => (hasServed ? judgeRenewal(answer) : judgeStatus(answer)),
    }),
    now: () => performance.now(),
    onToken: surroundings.onToken,
  });
  const sendList = createListSender({ ...settings, send, token, signal });

  async function attempt(request: PageRequest, parameters: ListParameters): Promise<ListOutcome> {
    const { answer, authorization } = await sendList(request.model, parameters);
    const failure = judgeStatus(answer);
    if (failure?.reaction === 'renew-token') token.discard(authorization);
    if (failure?.code === notRouted.code) return { failure: { ...failure, ...notRouted } };
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
