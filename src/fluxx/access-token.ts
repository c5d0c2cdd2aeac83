import { ConnectorError } from '../core/connector-error.ts';
import { isObject } from '../core/json.ts';
import { contradictions } from './failure-table.ts';
import type { HttpAnswer, NetworkFailure } from './http-answer.ts';
import type { SendOnce } from './http-client.ts';
import { type JudgedFailure, judgeAfterSuccess, judgeStatus, toError } from './judge-failure.ts';

/** The token of the run, shared by all its calls. */
export interface AccessToken {
  /** The value for the Authorization header; renewed well before it runs out, by one call however many wait for it. */
  authorization(): Promise<string>;
  /** Forgets a token that the server refused, unless it was replaced already. */
  discard(authorization: string): void;
}

/** What obtaining a token needs. */
export interface TokenSettings {
  /** Where the token comes from, for messages. */
  readonly host: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly send: SendOnce;
  /** Milliseconds of a clock that is never set back. */
  readonly now: () => number;
  /** Hears each token, so that it is never printed. */
  readonly onToken: (token: string) => void;
}

interface Token {
  readonly authorization: string;
  readonly renewAtMs: number;
}

/** Creates the token holder. Nothing is requested before the first call needs it. */
export function createAccessToken(settings: TokenSettings): AccessToken {
  let current: Token | undefined;
  let coming: Promise<Token> | undefined;
  let hasServed = false;
  const renew = async (): Promise<Token> => {
    try {
      const token = await requestToken(settings);
      hasServed = true;
      return token;
    } catch (error) {
      throw hasServed ? asPassing(error) : error;
    } finally {
      coming = undefined;
    }
  };
  return {
    async authorization() {
      if (current && settings.now() < current.renewAtMs) return current.authorization;
      coming ??= renew();
      current = await coming;
      return current.authorization;
    },
    discard(authorization) {
      if (current?.authorization === authorization) current = undefined;
    },
  };
}

/** A host that has issued a token is the right one: what is wrong with it now will pass. */
function asPassing(error: unknown): unknown {
  if (!(error instanceof ConnectorError) || error.kind !== 'config') return error;
  return new ConnectorError('transient', error.code, error.message, error.details);
}

/** Judges the answer to a renewal: all but a refusal of the credentials passes, a page of maintenance with status 200 too. */
export function judgeRenewal(answer: HttpAnswer | NetworkFailure): JudgedFailure | undefined {
  if ('status' in answer && (answer.status === 400 || answer.status === 401)) return undefined;
  const failure = judgeStatus(answer);
  if (failure) return { ...judgeAfterSuccess(failure), reaction: 'retry' };
  const body = parseBody(answer);
  const isToken = isObject(body) && typeof body['access_token'] === 'string';
  return isToken ? undefined : { ...contradictions.notJson, detail: 'no token in it' };
}

/** In a form body: a query string would leave the secret in access logs. */
async function requestToken(settings: TokenSettings): Promise<Token> {
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
  const { token, lifeSeconds } = parseTokenAnswer(answer, settings.host);
  settings.onToken(token);
  // A tenth of its life, five minutes at most: a call that is on its way must not outlive its token.
  const marginSeconds = Math.min(300, lifeSeconds / 10);
  return { authorization: `Bearer ${token}`, renewAtMs: askedAtMs + (lifeSeconds - marginSeconds) * 1000 };
}

function parseTokenAnswer(
  answer: Awaited<ReturnType<SendOnce>>,
  host: string,
): { readonly token: string; readonly lifeSeconds: number } {
  if ('status' in answer && (answer.status === 401 || answer.status === 400)) {
    throw new ConnectorError(
      'auth',
      'CREDENTIALS_REFUSED',
      `Cannot obtain a token from ${host}: Fluxx refuses the credentials${describe(answer)}. Check \`client_id\` and \`client_secret\` ` +
        'against the OAuth application of this instance (<instance>/oauth/applications).',
    );
  }
  const failure = judgeStatus(answer);
  if (failure) throw toError(failure, `obtain a token from ${host}`, 1);
  const body = parseBody(answer);
  const token = isObject(body) ? body['access_token'] : undefined;
  if (!isObject(body) || typeof token !== 'string' || token === '') {
    throw new ConnectorError(
      'config',
      'INSTANCE_NOT_FLUXX',
      `Cannot obtain a token from ${host}: the server answers, but not as Fluxx does. Check \`instance\`.`,
    );
  }
  const life = body['expires_in'];
  return { token, lifeSeconds: typeof life === 'number' && life > 0 ? life : 7200 };
}

function describe(answer: HttpAnswer): string {
  const body = parseBody(answer);
  const code = isObject(body) ? body['error'] : undefined;
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? ` (${code})` : '';
}

function parseBody(answer: Awaited<ReturnType<SendOnce>>): unknown {
  try {
    return 'body' in answer ? JSON.parse(answer.body) : undefined;
  } catch {
    return undefined;
  }
}
