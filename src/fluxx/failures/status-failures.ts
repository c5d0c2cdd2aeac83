import { type Failure, forbidden, goOn, type StatusRow } from './failure.ts';

/** Answers by their status. The first row that fits counts. */
export const statusFailures = [
  {
    name: 'token-refused',
    when: (status) => status === 401,
    sign: '401',
    meaning: 'the token has run out; or the application was revoked, if it stays',
    code: 'FLUXX_TOKEN_REFUSED',
    kind: 'auth',
    reaction: 'renew-token',
    message: 'Cannot {what}: Fluxx refuses a token that it has just issued. Check the OAuth application in Fluxx.',
  },
  { name: 'forbidden', ...forbidden, when: (status) => status === 403, sign: '403' },
  {
    name: 'rate-limited',
    when: (status) => status === 429,
    sign: '429, with or without `Retry-After`',
    meaning: 'too many calls a minute; others may call with the same limit',
    code: 'FLUXX_RATE_LIMITED',
    kind: 'transient',
    reaction: 'retry',
    message: `Cannot {what}: too many calls a minute. Lower \`requests_per_minute\`. ${goOn}`,
  },
  {
    name: 'redirected',
    when: (status) => status >= 300 && status < 400,
    sign: '3xx',
    meaning: 'a login page, or another host; redirects are not followed',
    code: 'INSTANCE_REDIRECTS',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: the server redirects {detail}. Set `instance` to the host that serves Fluxx itself.',
  },
  {
    name: 'not-fluxx',
    when: (status) => status === 404 || status === 405 || status === 501,
    sign: '404, 405, 501 for the token',
    meaning: 'another web server',
    code: 'INSTANCE_NOT_FLUXX',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: there is no Fluxx API at this host (HTTP {detail}). Check `instance`.',
  },
  {
    name: 'unavailable',
    when: (status) => status === 408 || status >= 500,
    sign: '408, 5xx',
    meaning: 'a query that is too heavy, a restart, or a server that is down',
    code: 'FLUXX_UNAVAILABLE',
    kind: 'transient',
    reaction: 'retry',
    message: `Cannot {what}: Fluxx answers HTTP {detail}. ${goOn}`,
  },
  {
    name: 'status-unexpected',
    when: (status) => status < 200 || status >= 300,
    sign: 'every other status',
    meaning: 'nothing that the API is known to do',
    code: 'FLUXX_STATUS_UNEXPECTED',
    kind: 'unexpected-response',
    reaction: 'fail',
    message: 'Cannot {what}: Fluxx answers HTTP {detail}, which the API is not known to do. Please report it.',
  },
] as const satisfies readonly StatusRow[];

/** What a token that was refused twice means once others were served: the host has issued it, and takes it. */
export const refusedForModel = {
  name: 'token-refused-for-model',
  sign: '401 for a model that was never served, with two tokens, after others were',
  meaning: 'the OAuth application may not read this model',
  code: 'FLUXX_FORBIDDEN',
  kind: 'unavailable',
  reaction: 'fail',
  message:
    'Cannot {what}: Fluxx refuses the token here, which it has just issued and takes for others. Leave the stream out, or ' +
    'ask the administrator of the site.',
} as const satisfies Failure;

/** What a refusal means of a model that was served a moment ago: what was there is not unknown, nor forbidden for ever. */
export const withdrawn = {
  name: 'withdrawn',
  sign: '401 with two tokens, 403, 404, 405, 501 for a model that was served before in the same run',
  meaning: 'a firewall, a restart, or a proxy in between; or somebody has just taken it away',
  code: 'FLUXX_WITHDRAWN',
  kind: 'transient',
  reaction: 'retry',
  message: `Cannot {what}: Fluxx answers HTTP {detail} for a model that it has served in this run. If it stays, ask the administrator of the site. ${goOn}`,
} as const satisfies Failure;

/** What a pause means that is longer than a run waits: it holds for every call. */
export const shutOut = {
  name: 'shut-out',
  sign: '`Retry-After` of more than 900 seconds, with a status that is tried again',
  meaning: 'a site that is closed for some time, or a limit by the hour or the day',
  code: 'FLUXX_SHUT_OUT',
  kind: 'transient',
  reaction: 'fail',
  message:
    'Cannot {what}: the server takes no calls for {detail} s. Run again after that: nothing that was read is lost.',
} as const satisfies Failure;

/** What a path without a route means once the host has issued a token: most likely the model is not there. */
export const notRouted = {
  name: 'not-routed',
  sign: '404, 405, 501 for a model, by `POST /list` and by `GET`',
  meaning: 'this instance does not have the model',
  code: 'FLUXX_MODEL_UNKNOWN',
  kind: 'unavailable',
  reaction: 'fail',
  message:
    'Cannot {what}: this instance serves no such model (HTTP {detail}). Leave the stream out; if nothing can be read, ' +
    'there is no Fluxx API at this host: check `instance`.',
} as const satisfies Failure;
