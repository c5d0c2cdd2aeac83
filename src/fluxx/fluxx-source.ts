import type { Instant } from '../core/instant.ts';
import type { Log } from '../core/logger.ts';
import type { ModelName } from '../core/stream-definition.ts';
import type { Page, PageRequest, Source } from '../engine/ports.ts';
import { createAccessToken } from './access-token.ts';
import { createCallHold } from './call-hold.ts';
import { isNotRouted, judgeAfterSuccess, judgeStatus } from './failures/judge-failure.ts';
import { notRouted, refusedForModel } from './failures/status-failures.ts';
import { createHttpClient, type SendOnce } from './http-client.ts';
import { type ListParameters, toListParameters } from './list-parameters.ts';
import { createListSender } from './list-sender.ts';
import { parseListAnswer } from './parse-list-answer.ts';
import { type Attempt, createRetry } from './retry-calls.ts';
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
  readonly backoff?: Partial<Backoff>;
}

/** What the source needs of its surroundings. */
export interface FluxxSurroundings {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The text without the secrets of the run. */
  readonly redact: (text: string) => string;
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
  const send: SendOnce = async (request) => clock.note(await client(request));
  const served = new Set<ModelName>();
  const { maxRetries } = settings;
  const hold = createCallHold(log, signal);
  const backoff = { ...defaultBackoff, ...settings.backoff };
  const retry = createRetry({ backoff, hold, log, signal, redact: surroundings.redact });
  const token = createAccessToken({
    ...settings,
    host: new URL(settings.baseUrl).host,
    send,
    retry,
    now: () => performance.now(),
    onToken: surroundings.onToken,
  });
  const sendList = createListSender({ ...settings, send, token, hold, signal });

  async function attempt(request: PageRequest, parameters: ListParameters): Promise<Attempt<Page>> {
    let { answer, authorization } = await sendList(request.model, parameters);
    if (judgeStatus(answer)?.reaction === 'renew-token') {
      token.discard(authorization); // it may have run out on the way: that costs no retry
      ({ answer, authorization } = await sendList(request.model, parameters));
    }
    const failure = judgeStatus(answer);
    if (failure?.reaction === 'renew-token') {
      token.discard(authorization);
      // A model that was served before may still be read: then the credentials were revoked meanwhile.
      if (served.size > 0 && !served.has(request.model)) return { failure: { ...failure, ...refusedForModel } };
    }
    if (failure && isNotRouted(answer)) return { failure: { ...failure, ...notRouted } };
    if (failure) return { failure: served.size > 0 ? judgeAfterSuccess(failure) : failure };
    const outcome = parseListAnswer(request, 'body' in answer ? answer.body : '');
    if ('made' in outcome) served.add(request.model);
    return outcome;
  }

  function fetchPage(request: PageRequest): Promise<Page> {
    const parameters = toListParameters(request, settings.multiSelect);
    const { model, burdenRetries } = request;
    const retries = { call: model, what: `read ${model}`, maxRetries, burdenRetries };
    return retry(() => attempt(request, parameters), retries);
  }

  async function serverTime(): Promise<Instant> {
    if (clock.now() === undefined) await token.authorization();
    return clock.now() ?? clock.local();
  }

  return { fetchPage, serverTime, onHold: hold.onHold, heldUntil: hold.endsAtMs };
}
