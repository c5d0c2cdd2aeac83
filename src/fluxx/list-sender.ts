import pThrottle from 'p-throttle';
import type { ModelName } from '../core/stream-definition.ts';
import type { AccessToken } from './access-token.ts';
import type { CallHold } from './call-hold.ts';
import { isNotRouted } from './failures/judge-failure.ts';
import type { HttpOutcome } from './http-answer.ts';
import type { HttpRequest, SendOnce } from './http-client.ts';
import { limitConcurrency } from './limit-concurrency.ts';
import type { ListParameters } from './list-parameters.ts';

/** An answer, and the token that it was asked for with. */
export interface AuthorizedAnswer {
  readonly answer: HttpOutcome;
  readonly authorization: string;
}

/** Sends one list call within the budget, once. */
export type SendList = (model: ModelName, parameters: ListParameters) => Promise<AuthorizedAnswer>;

/** What sending lists needs. */
export interface ListSenderSettings {
  readonly send: SendOnce;
  readonly token: AccessToken;
  readonly hold: CallHold;
  readonly requestsPerMinute: number;
  readonly concurrency: number;
  /** Whether memory is scarce: each answer that comes is held in it, so then one is asked for at a time. */
  readonly isTight: () => boolean;
  readonly signal: AbortSignal;
}

/**
 * Creates the sender of one run. Older or guarded instances may not route `POST /list` for a model; the same call exists
 * as GET, with the risk of long URLs: which of the two a model takes is found out once, and remembered.
 */
export function createListSender(settings: ListSenderSettings): SendList {
  const sendInBudget = createBudget(settings);
  const methods = new Map<ModelName, HttpRequest['method']>();
  return async (model, parameters) => {
    const known = methods.get(model);
    const sent = await sendInBudget(toCall(model, known ?? 'POST', parameters));
    if (known !== undefined) return sent;
    if (!isNotRouted(sent.answer)) {
      if (isServed(sent.answer)) methods.set(model, 'POST');
      return sent;
    }
    const again = await sendInBudget(toCall(model, 'GET', parameters));
    if (isServed(again.answer)) methods.set(model, 'GET');
    return again;
  };
}

/** A call before its token. */
type Call = Omit<HttpRequest, 'authorization'>;

function toCall(model: ModelName, method: HttpRequest['method'], parameters: ListParameters): Call {
  return { method, path: `api/rest/v2/${model}${method === 'POST' ? '/list' : ''}`, parameters };
}

function isServed(answer: HttpOutcome): boolean {
  return 'status' in answer && answer.status === 200;
}

/**
 * Spreads the minute's calls over its seconds: a burst at the turn of the server's minute would count double. The token
 * is taken when a call's turn has come: in a long queue it could run out. A call that is held back when its turn has come
 * waits for another turn: all that were held back would else go out together.
 */
function createBudget({ send, token, hold, requestsPerMinute, concurrency, isTight, signal }: ListSenderSettings) {
  const limit = Math.max(1, Math.floor(requestsPerMinute / 30));
  // A little slower than allowed: a call that takes longer to arrive than one sixty seconds after it would otherwise make
  // one too many in the server's minute.
  const interval = (limit * 60_000 * 1.01) / requestsPerMinute;
  const takeTurn = pThrottle({ limit, interval, strict: true, signal })(() => token.authorization());
  const atATime = (): number => (isTight() ? 1 : concurrency);
  return limitConcurrency(atATime, async (call: Call): Promise<AuthorizedAnswer> => {
    for (;;) {
      signal.throwIfAborted(); // a call that waited for its place must not wait for the budget of a run that has ended
      await hold.over();
      await token.authorization(); // all that wait for it would else have had their turns, and go out together
      const authorization = await takeTurn();
      if (!hold.isOn()) return { authorization, answer: await send({ ...call, authorization }) };
    }
  });
}
