import type { Instant } from '../core/instant.ts';
import type { Log } from '../core/logger.ts';
import type { MeasuredCall } from '../core/measured-call.ts';
import type { Page, PageRequest, Source } from '../engine/ports.ts';
import { createAccessToken } from './access-token.ts';
import { createAuthorizedSender } from './authorized-sender.ts';
import { createCallHold } from './call-hold.ts';
import { createHttpClient, type SendOnce } from './http-client.ts';
import { createListSender } from './list-sender.ts';
import { createPageAttempts } from './page-attempts.ts';
import { createRetry } from './retry-calls.ts';
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
  /** Default `any`; `public`: no address of a private network is asked. */
  readonly hosts?: 'any' | 'public';
}

/** What the source needs of its surroundings. */
export interface FluxxSurroundings {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The text without the secrets of the run. */
  readonly redact: (text: string) => string;
  readonly onToken: (token: string) => void;
  /** Whether memory is scarce: then one page is asked for at a time. Default: never. */
  readonly isTight?: (() => boolean) | undefined;
  /** Told of every request when it has ended. */
  readonly onCall?: ((call: MeasuredCall) => void) | undefined;
}

/** Creates the source of rows over a Fluxx instance's API. */
export function createFluxxSource(settings: FluxxSettings, surroundings: FluxxSurroundings): Source {
  const { signal, log, isTight = () => false } = surroundings;
  const client = createHttpClient({
    baseUrl: settings.baseUrl,
    userAgent: settings.userAgent,
    timeoutMs: settings.requestTimeoutMs,
    hosts: settings.hosts ?? 'any',
    signal,
  });
  const measured = measure(client, surroundings.onCall);
  const clock = createServerClock();
  const send: SendOnce = async (request) => clock.note(await measured(request));
  const { maxRetries } = settings;
  const hold = createCallHold(log, signal);
  const backoff = { ...defaultBackoff, ...settings.backoff };
  const retry = createRetry({ backoff, hold, log, signal, redact: surroundings.redact });
  const token = createAccessToken({
    ...settings,
    host: new URL(settings.baseUrl).host,
    send: async (request) => {
      await hold.over();
      return send(request);
    },
    retry,
    now: () => performance.now(),
    onToken: surroundings.onToken,
  });
  const sendList = createAuthorizedSender(token, createListSender({ ...settings, send, token, hold, isTight, signal }));
  const attemptPage = createPageAttempts({ sendList, multiSelect: settings.multiSelect });

  function fetchPage(request: PageRequest): Promise<Page> {
    const { model, burdenRetries } = request;
    const retries = { call: model, what: `read ${model}`, maxRetries, burdenRetries };
    return retry(() => attemptPage(request), retries);
  }

  async function serverTime(): Promise<Instant> {
    if (clock.now() === undefined) await token.authorization();
    return clock.now() ?? clock.local();
  }

  return { fetchPage, serverTime, onHold: hold.onHold, heldUntil: hold.endsAtMs };
}

function measure(send: SendOnce, onCall: FluxxSurroundings['onCall']): SendOnce {
  if (!onCall) return send;
  return async (request) => {
    const beganAt = performance.now();
    const outcome = await send(request);
    const status = 'status' in outcome ? outcome.status : undefined;
    onCall({ endpoint: request.path, status, seconds: (performance.now() - beganAt) / 1000 });
    return outcome;
  };
}
