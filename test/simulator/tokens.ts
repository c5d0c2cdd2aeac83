import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock.ts';
import { jsonReply, type Reply } from './reply.ts';

/** What the OAuth endpoint knows. */
export type Credentials = { readonly clientId: string; readonly clientSecret: string };

/** The OAuth endpoint: mints tokens and knows which are alive. */
export type Tokens = {
  readonly mint: (parameters: URLSearchParams) => Reply;
  /** `undefined` for a token that is alive, otherwise the refusal to answer. */
  readonly refuse: (authorization: string | undefined) => Reply | undefined;
  readonly revoke: (authorization: string | undefined) => void;
};

const noStore = { 'Cache-Control': 'no-store', Pragma: 'no-cache' };

const messages = {
  invalid_client:
    'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
  unsupported_grant_type: 'The authorization grant type is not supported by the authorization server.',
} as const;

function challenge(error: string, description: string): string {
  return `Bearer realm="Doorkeeper", error="${error}", error_description="${description}"`;
}

function refusal(error: keyof typeof messages): Reply {
  const body = { error, error_description: messages[error] };
  return jsonReply(401, body, { headers: { ...noStore, 'WWW-Authenticate': challenge(error, messages[error]) } });
}

/** A refused token: an empty body, all is in the header. */
function invalidToken(description: string): Reply {
  const headers = { ...noStore, 'WWW-Authenticate': challenge('invalid_token', description) };
  return { status: 401, headers, body: '', rows: 0 };
}

function isEqual(left: string | null, right: string): boolean {
  const [one, other] = [left ?? '', right].map((text) => createHash('sha256').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** An OAuth endpoint whose tokens live for `life` seconds. Several may be alive at once. */
export function createTokens(clock: Clock, credentials: Credentials, life: number): Tokens {
  const expiries = new Map<string, number>();

  const mint = (parameters: URLSearchParams): Reply => {
    if (parameters.get('grant_type') !== 'client_credentials') return refusal('unsupported_grant_type');
    const known =
      isEqual(parameters.get('client_id'), credentials.clientId) &&
      isEqual(parameters.get('client_secret'), credentials.clientSecret);
    if (!known) return refusal('invalid_client');
    const token = createHash('sha256').update(`${credentials.clientSecret} ${expiries.size}`).digest('hex');
    expiries.set(token, clock.now() + life * 1000);
    const body = { access_token: token, token_type: 'bearer', expires_in: life };
    return jsonReply(200, body, { headers: noStore });
  };

  const tokenOf = (authorization: string | undefined): string => /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1] ?? '';

  return {
    mint,
    refuse: (authorization) => {
      const expiry = expiries.get(tokenOf(authorization));
      if (expiry === undefined) return invalidToken('The access token is invalid');
      if (expiry === Number.NEGATIVE_INFINITY) return invalidToken('The access token was revoked');
      return clock.now() >= expiry ? invalidToken('The access token expired') : undefined;
    },
    revoke: (authorization) => {
      const token = tokenOf(authorization);
      if (expiries.has(token)) expiries.set(token, Number.NEGATIVE_INFINITY);
    },
  };
}
