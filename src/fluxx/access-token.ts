import { isObject, tryParseJson } from '../core/json.ts';
import { longestTokenAnswer } from './answer-limits.ts';
import { type JudgedFailure, judgeAfterSuccess, judgeStatus } from './failures/judge-failure.ts';
import { tokenFailures } from './failures/token-failures.ts';
import type { HttpOutcome } from './http-answer.ts';
import type { SendOnce } from './http-client.ts';
import type { Attempt, Retry } from './retry-calls.ts';

/** The token of the run, shared by all its calls. */
export interface AccessToken {
  /** The value for the Authorization header; renewed well before it runs out, by one call however many wait for it. */
  authorization(): Promise<string>;
  /** Forgets a token that the server refused. Tells whether it was the one in use: another call may have replaced it. */
  discard(authorization: string): boolean;
}

/** What obtaining a token needs. */
export interface TokenSettings {
  /** Where the token comes from, for messages. */
  readonly host: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly send: SendOnce;
  readonly maxRetries: number;
  readonly retry: Retry;
  /** Milliseconds of a clock that is never set back. */
  readonly now: () => number;
  /** Hears each token, so that it is never printed. */
  readonly onToken: (token: string) => void;
}

/** What a header can hold; a token of the vendor has 64 characters. */
const headerText = /^[\x21-\x7e]{1,4096}$/;

/** In seconds. A server that says less would be asked for a token before each call; one that means it refuses it soon. */
const shortestLife = 60;

interface Token {
  readonly authorization: string;
  readonly renewAtMs: number;
}

/** Creates the token holder. Nothing is requested before the first call needs it. */
export function createAccessToken(settings: TokenSettings): AccessToken {
  const { host, maxRetries, retry, now } = settings;
  let current: Token | undefined;
  let coming: Promise<Token> | undefined;
  let hasIssued = false;
  const attempt = async (): Promise<Attempt<Token>> => {
    const outcome = await requestToken(settings);
    return 'failure' in outcome && hasIssued ? { failure: judgeRenewal(outcome.failure) } : outcome;
  };
  const renew = async (): Promise<Token> => {
    try {
      const token = await retry(attempt, { call: 'token', what: `obtain a token from ${host}`, maxRetries });
      hasIssued = true;
      return token;
    } finally {
      coming = undefined;
    }
  };
  return {
    async authorization() {
      if (current && now() < current.renewAtMs) return current.authorization;
      coming ??= renew();
      current = await coming;
      return current.authorization;
    },
    discard(authorization) {
      const isCurrent = current?.authorization === authorization;
      if (isCurrent) current = undefined;
      return isCurrent;
    },
  };
}

/** A host that has issued a token is the right one: all but a refusal of the credentials passes, whatever it says. */
function judgeRenewal(failure: JudgedFailure): JudgedFailure {
  return failure.kind === 'auth' ? failure : { ...judgeAfterSuccess(failure), reaction: 'retry' };
}

/** In a form body: a query string would leave the secret in access logs. */
async function requestToken(settings: TokenSettings): Promise<Attempt<Token>> {
  const askedAtMs = settings.now();
  const answer = await settings.send({
    method: 'POST',
    path: 'oauth/token',
    parameters: {
      grant_type: 'client_credentials',
      client_id: settings.clientId,
      client_secret: settings.clientSecret,
    },
  });
  const body = 'body' in answer && answer.body.length <= longestTokenAnswer ? tryParseJson(answer.body) : undefined;
  const fields = isObject(body) ? body : {};
  const failure = judgeAnswer(answer, fields);
  if (failure) return { failure };
  const token = fields['access_token'];
  if (typeof token !== 'string' || !headerText.test(token)) return { failure: { ...tokenFailures.absent, detail: '' } };
  settings.onToken(token);
  const life = fields['expires_in'];
  const lifeSeconds = typeof life === 'number' && life > 0 ? Math.max(life, shortestLife) : 7200;
  // A tenth of its life, five minutes at most: a call that is on its way must not outlive its token.
  const marginSeconds = Math.min(300, lifeSeconds / 10);
  return { made: { authorization: `Bearer ${token}`, renewAtMs: askedAtMs + (lifeSeconds - marginSeconds) * 1000 } };
}

function judgeAnswer(answer: HttpOutcome, body: Readonly<Record<string, unknown>>): JudgedFailure | undefined {
  const status = 'status' in answer ? answer.status : 0;
  if (status === 403) return { ...tokenFailures.forbidden, detail: '' };
  if (status !== 400 && status !== 401) {
    const failure = judgeStatus(answer);
    return failure?.code === 'FLUXX_STATUS_UNEXPECTED'
      ? { ...tokenFailures.unexpected, detail: failure.detail }
      : failure;
  }
  const { error } = body;
  const isCode = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error); // anything else could repeat the secret
  return { ...tokenFailures.refused, detail: isCode ? ` (${error})` : '' };
}
