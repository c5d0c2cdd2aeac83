import type { Failure } from './failure.ts';

type StatusRow = Failure & { readonly when: (status: number) => boolean };
type TextRow = Failure & { readonly when: RegExp };

const goOn = 'Run again later: nothing that was read is lost.';

/** Said by a status, or by the application with status 200. */
const forbidden = {
  code: 'FLUXX_FORBIDDEN',
  kind: 'unavailable',
  reaction: 'fail',
  message: 'Cannot {what}: Fluxx does not permit it. Leave the stream out, or ask the administrator of the site.',
} as const satisfies Failure;

/** Answers without a status, by the code of the network. The first row that fits counts. */
export const networkFailures: readonly TextRow[] = [
  {
    when: /^(ENOTFOUND|EAI_NONAME)$/,
    code: 'HOST_UNKNOWN',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: no host of that name. Check `instance`; production sites are usually <name>.fluxx.io.',
  },
  {
    when: /^(ERR_TLS|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|ERR_SSL|EPROTO)/,
    code: 'TLS_FAILED',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: no secure connection ({detail}). Check the host, and a proxy on the way to it.',
  },
  {
    when: /^ETIMEDOUT$/,
    code: 'FLUXX_TIMEOUT',
    kind: 'transient',
    reaction: 'retry',
    message: `Cannot {what}: no answer in time. Raise \`request_timeout_seconds\`, or lower \`page_size\` if it was a list. ${goOn}`,
  },
  {
    when: /(?:)/,
    code: 'NETWORK_FAILED',
    kind: 'transient',
    reaction: 'retry',
    message: `Cannot {what}: the connection failed ({detail}). Check \`instance\` if it has never answered. ${goOn}`,
  },
];

/** Answers by their status. */
export const statusFailures: readonly StatusRow[] = [
  {
    when: (status) => status === 401,
    code: 'FLUXX_TOKEN_REFUSED',
    kind: 'auth',
    reaction: 'renew-token',
    message: 'Cannot {what}: Fluxx refuses a token that it has just issued. Check the OAuth application in Fluxx.',
  },
  { ...forbidden, when: (status) => status === 403 },
  {
    when: (status) => status === 429,
    code: 'FLUXX_RATE_LIMITED',
    kind: 'transient',
    reaction: 'retry',
    message: `Cannot {what}: too many calls a minute. Lower \`requests_per_minute\`. ${goOn}`,
  },
  {
    when: (status) => status >= 300 && status < 400,
    code: 'INSTANCE_REDIRECTS',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: the server redirects {detail}. Set `instance` to the host that serves Fluxx itself.',
  },
  {
    when: (status) => status === 404 || status === 405 || status === 501,
    code: 'INSTANCE_NOT_FLUXX',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: there is no Fluxx API at this host (HTTP {detail}). Check `instance`.',
  },
  {
    when: (status) => status === 408 || status >= 500,
    code: 'FLUXX_UNAVAILABLE',
    kind: 'transient',
    reaction: 'retry',
    message: `Cannot {what}: Fluxx answers HTTP {detail}. ${goOn}`,
  },
  {
    when: (status) => status < 200 || status >= 300,
    code: 'FLUXX_STATUS_UNEXPECTED',
    kind: 'unexpected-response',
    reaction: 'fail',
    message: 'Cannot {what}: Fluxx answers HTTP {detail}, which the API is not known to do. Please report it.',
  },
];

/** The application's own errors: status 200, code 100, and the text of a Ruby exception. */
export const applicationFailures: readonly TextRow[] = [
  {
    when: /uninitialized constant/i,
    code: 'FLUXX_MODEL_UNKNOWN',
    kind: 'unavailable',
    reaction: 'fail',
    message: 'Cannot {what}: this instance has no such model. Discover the streams again, or leave this one out.',
  },
  {
    when: /result window is too large|max_result_window/i,
    code: 'FLUXX_WINDOW_EXCEEDED',
    kind: 'unexpected-response',
    reaction: 'fail',
    message: 'Cannot {what}: the search index does not page that deep.',
  },
  {
    // Ruby's own names have no gap before the word: Net::ReadTimeout, GatewayTimeout, TimeoutError.
    when: /(timeout(error)?|timed out|execution expired|too many clients|lock wait|ServiceUnavailable|TooManyRequests|BadGateway|rejected_execution_exception|circuit_breaking_exception)\b|\[(429|50[0-9])\]/i,
    code: 'FLUXX_BUSY',
    kind: 'transient',
    reaction: 'retry',
    message: `Cannot {what}: Fluxx took too long ({detail}). Lower \`page_size\`. ${goOn}`,
  },
  {
    when: /Elasticsearch|BadRequest|parsing_exception/i,
    code: 'FLUXX_QUERY_REFUSED',
    kind: 'unexpected-response',
    reaction: 'fail',
    message: 'Cannot {what}: the search index refuses the query ({detail}).',
  },
  { ...forbidden, when: /not authorized|permission|forbidden|access denied/i },
  {
    when: /(?:)/,
    code: 'FLUXX_APPLICATION_ERROR',
    kind: 'unexpected-response',
    reaction: 'fail',
    message: 'Cannot {what}: Fluxx answers with an error of its own ({detail}).',
  },
];

/** Answers that are no answer to the question, although nothing says so. */
export const contradictions = {
  notJson: {
    code: 'FLUXX_NOT_JSON',
    kind: 'unexpected-response',
    reaction: 'retry',
    message: `Cannot {what}: the answer is not JSON ({detail}). A proxy may stand between. ${goOn}`,
  },
  envelope: {
    code: 'FLUXX_ENVELOPE_INVALID',
    kind: 'unexpected-response',
    reaction: 'retry',
    message: `Cannot {what}: the answer is not a list of records ({detail}). ${goOn}`,
  },
  wrongModel: {
    code: 'FLUXX_WRONG_MODEL',
    kind: 'unexpected-response',
    reaction: 'retry',
    message: `Cannot {what}: the answer holds records of another model ({detail}). ${goOn}`,
  },
  shortPage: {
    code: 'FLUXX_PAGE_CUT_SHORT',
    kind: 'unexpected-response',
    reaction: 'retry',
    message: `Cannot {what}: a page has fewer rows than the server counts ({detail}). ${goOn}`,
  },
} as const satisfies Record<string, Failure>;

/** What is wrong with an answer that should hold a token. */
export const tokenFailures = {
  refused: {
    code: 'CREDENTIALS_REFUSED',
    kind: 'auth',
    reaction: 'fail',
    message:
      'Cannot {what}: Fluxx refuses the credentials{detail}. Check `client_id` and `client_secret` against the OAuth ' +
      'application of this instance (<instance>/oauth/applications).',
  },
  absent: {
    code: 'INSTANCE_NOT_FLUXX',
    kind: 'config',
    reaction: 'fail',
    message: 'Cannot {what}: the server answers, but not as Fluxx does. Check `instance`.',
  },
} as const satisfies Record<string, Failure>;

/** What a path without a route means once the host has issued a token: most likely the model is not there. */
export const notRouted = {
  code: 'INSTANCE_NOT_FLUXX',
  kind: 'unavailable',
  message:
    'Cannot {what}: this instance serves no such model (HTTP {detail}). Leave the stream out; if nothing can be read, ' +
    'there is no Fluxx API at this host: check `instance`.',
} as const;
