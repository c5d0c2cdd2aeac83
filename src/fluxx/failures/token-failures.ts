import type { Failure } from './failure.ts';

/** What is wrong with an answer that should hold a token. */
export const tokenFailures = {
  refused: {
    name: 'credentials-refused',
    sign: '400 or 401',
    meaning: 'the client id or the secret is wrong, or was revoked',
    code: 'CREDENTIALS_REFUSED',
    kind: 'auth',
    reaction: 'fail',
    message:
      'Cannot {what}: Fluxx refuses the credentials{detail}. Check `client_id` and `client_secret` against the OAuth ' +
      'application of this instance (<instance>/oauth/applications).',
  },
  forbidden: {
    name: 'token-forbidden',
    sign: '403',
    meaning: 'a firewall before the site, or a list of addresses that may call it',
    code: 'INSTANCE_FORBIDS',
    kind: 'config',
    reaction: 'fail',
    message:
      'Cannot {what}: the server forbids it (HTTP 403), whatever the credentials. Ask the administrator of the site ' +
      'whether this address may call the API.',
  },
  unexpected: {
    name: 'token-status-unexpected',
    sign: 'every other status that the tables above do not have',
    meaning: 'another web server',
    code: 'INSTANCE_NOT_FLUXX',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: the server answers HTTP {detail}, not as Fluxx does. Check `instance`.',
  },
  absent: {
    name: 'token-absent',
    sign: 'no `access_token` that a header can hold',
    meaning: 'another web server',
    code: 'INSTANCE_NOT_FLUXX',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: the server answers, but not as Fluxx does. Check `instance`.',
  },
} as const satisfies Record<string, Failure>;
