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
