import type { FailureName } from '../../src/fluxx/failures/failure-table.ts';
import type { Fault } from '../simulator/fault.ts';
import { plantedSecret } from '../support/planted-secrets.ts';

/** What fails when the fault stays: the stream that it hits, the whole run, or nothing, for there is another way. */
export type Reach = 'stream' | 'run' | 'nothing';

/** How a pretend instance fails in the way of one row of the tables. */
export interface Scenario {
  /** On the calls for `user`, unless it reaches the whole run. */
  readonly fault: Fault;
  readonly reach: Reach;
  /** What the user reads. */
  readonly message: RegExp;
  /** The code that is told, where it is not that of the row. */
  readonly code?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** Stands for the token that a call was sent with, in what a pretend instance says of it. */
export const tokenMark = '{token}';

/** An error of the application that repeats what it was sent: where it is cut, half of a secret must not be left. */
function raise(text: string): Pick<Fault, 'kind' | 'message'> {
  return {
    kind: 'error-100',
    message: `#<${text}: ${tokenMark} ${'x'.repeat(265 - text.length)} ${plantedSecret} ${tokenMark} ${plantedSecret}>`,
  };
}

const inASecond = { request_timeout_seconds: 1 };

/** Bounds on the cursor: the question that a search index may not understand, while it answers every other. */
const aboutTime: Pick<Fault, 'when'> = { when: ({ filter }) => filter?.includes('updated_at') === true };

/** Not what is asked of the keys alone, to find out what the server honours. */
const forRows: Pick<Fault, 'when'> = { when: ({ cols }) => cols?.includes('created_at') === true };

/** Rows that need another server than a pretend instance: see `wrong-hosts.ts`. */
export type WrongHostName =
  | 'host-unknown'
  | 'host-private'
  | 'tls-failed'
  | 'connection-timeout'
  | 'nothing-listens'
  | 'not-http'
  | 'not-fluxx';

/** The others. */
export type PlantedName = Exclude<FailureName, WrongHostName>;

/** A scenario a row: a row without one does not compile. */
export const scenarios: Readonly<Record<PlantedName, Scenario>> = {
  'answer-timeout': { fault: { kind: 'stall' }, reach: 'stream', message: /no answer in time/, settings: inASecond },
  'answer-too-large': { fault: { kind: 'endless', bytes: 2e8 }, reach: 'stream', message: /larger than 32 MiB/ },
  'too-many-values': { fault: { kind: 'endless', bytes: 2e7 }, reach: 'stream', message: /more than 1,500,000 values/ },
  undecodable: { fault: { kind: 'garbage-gzip' }, reach: 'stream', message: /cannot be decompressed \(Z_\w+\)/ },
  'connection-failed': { fault: { kind: 'reset' }, reach: 'stream', message: /the connection failed \(ECONNRESET\)/ },
  'token-refused': {
    fault: { kind: 'status', status: 401 },
    reach: 'run',
    message: /refuses a token that it has just/,
  },
  'token-refused-for-model': {
    fault: { kind: 'status', status: 401 },
    reach: 'stream',
    message: /refuses the token here/,
    settings: { concurrency: 1 }, // so that others are served first
  },
  forbidden: { fault: { kind: 'status', status: 403 }, reach: 'stream', message: /Fluxx does not permit it/ },
  'rate-limited': { fault: { kind: 'status', status: 429 }, reach: 'stream', message: /too many calls a minute/ },
  'shut-out': {
    fault: { kind: 'status', status: 503, retryAfter: '3600' },
    reach: 'run',
    message: /the server takes no calls for 3600 s\. Run again after that/,
  },
  redirected: {
    fault: { kind: 'login-redirect', on: 'token' },
    reach: 'run',
    message: /redirects to \/user_sessions\/new\. Set `instance`/,
  },
  'not-routed': {
    fault: { kind: 'status', status: 404 },
    reach: 'stream',
    message: /serves no such model \(HTTP 404\)/,
  },
  withdrawn: {
    fault: { kind: 'status', status: 404, ...forRows },
    reach: 'stream',
    message: /HTTP 404 for a model that it has served/,
  },
  unavailable: { fault: { kind: 'status', status: 503 }, reach: 'stream', message: /Fluxx answers HTTP 503/ },
  'status-unexpected': { fault: { kind: 'status', status: 418 }, reach: 'stream', message: /HTTP 418, which the API/ },
  'credentials-refused': {
    fault: { kind: 'status', status: 401, on: 'token' },
    reach: 'run',
    message: /refuses the credentials\. Check `client_id`/,
  },
  'token-forbidden': {
    fault: { kind: 'status', status: 403, on: 'token' },
    reach: 'run',
    message: /the server forbids it \(HTTP 403\)/,
  },
  'token-status-unexpected': {
    fault: { kind: 'status', status: 418, on: 'token' },
    reach: 'run',
    message: /answers HTTP 418, not as Fluxx does/,
  },
  'token-absent': { fault: { kind: 'html', on: 'token' }, reach: 'run', message: /but not as Fluxx does/ },
  'model-unknown': {
    fault: raise('NameError: uninitialized constant User'),
    reach: 'stream',
    message: /no such model\. Discover/,
  },
  'window-exceeded': {
    fault: raise('Result window is too large'),
    reach: 'stream',
    message: /does not page that deep/,
    code: 'RUNGS_EXHAUSTED',
  },
  busy: { fault: raise('Timeout::Error: execution expired'), reach: 'stream', message: /Fluxx took too long/ },
  'query-refused': {
    fault: { ...raise('Elasticsearch::Transport::Transport::Errors::BadRequest: [400]'), ...aboutTime },
    reach: 'nothing',
    message: /refuses the query/,
  },
  'forbidden-by-application': {
    fault: raise('Exception: You are not authorized'),
    reach: 'stream',
    message: /Fluxx does not permit it/,
  },
  'application-error': {
    fault: raise('RuntimeError: oops'),
    reach: 'stream',
    message: /an error of its own \(#<Runt/,
    code: 'RUNGS_EXHAUSTED',
  },
  'not-json': { fault: { kind: 'html' }, reach: 'stream', message: /not JSON \(it is a web page\)/ },
  'envelope-invalid': { fault: { kind: 'no-records' }, reach: 'stream', message: /not a list of records/ },
  'wrong-model': {
    fault: { kind: 'wrong-model' },
    reach: 'stream',
    message: /records of another model \(organization\)/,
  },
  'page-cut-short': { fault: { kind: 'short-page' }, reach: 'stream', message: /fewer rows than the server counts/ },
};

/** More ways for a call to fail once, beside those above. */
export const passing: readonly (readonly [what: string, fault: Fault])[] = [
  ['a token that runs out', { kind: 'expired-token' }],
  ['429 with Retry-After', { kind: 'status', status: 429, retryAfter: '1' }],
  ['a server that never answers', { kind: 'hang' }],
  ['a server that changes the protocol', { kind: 'switching-protocols' }],
  ['JSON that breaks off', { kind: 'truncated-json' }],
  ['an empty body', { kind: 'empty-body' }],
  ['a row without an id', { kind: 'row-without-id' }],
  ['502', { kind: 'status', status: 502 }],
];
