import { ConnectorError } from './connector-error.ts';
import type { ErrorCode } from './error-codes.ts';

/** So many in a row that nothing was heard of mean that the server is down; fewer may be neighbours that are broken alike. */
const failuresInARow = 5;

/** Ends a run whose server is down, so that it does not cost every stream all of its retries. */
export interface Breaker {
  /** A call was answered: the server is there. */
  answered(): void;
  /** A stream was given up. Returns the error that ends the run, when it is one too many in a row. */
  gaveUp(error: ConnectorError): ConnectorError | undefined;
}

/**
 * Creates the breaker of one run. It knows no clock: what counts is that nothing was answered between the failures, each of
 * which has used up its retries.
 * @param concurrency how many may fail at the same time: one more was begun after another had failed, so that no hiccup hit
 *   all of them
 */
export function createBreaker(concurrency: number): Breaker {
  const most = Math.max(failuresInARow, concurrency + 1);
  let failures = 0;
  return {
    answered() {
      failures = 0;
    },
    gaveUp(error) {
      if (error.kind === 'internal') return undefined; // which says nothing of the server
      failures = isOfServer(error) ? failures + 1 : 0;
      return failures < most ? undefined : serverDown(failures, error);
    },
  };
}

/**
 * What comes with status 200 from a page of maintenance, as HTML or as JSON, or from a cache that gives everybody the
 * same answer: no Fluxx that is well says such things of several models.
 */
const brokenAnswers: ReadonlySet<ErrorCode> = new Set([
  'FLUXX_NOT_JSON',
  'FLUXX_ENVELOPE_INVALID',
  'FLUXX_WRONG_MODEL',
  'FLUXX_PAGE_CUT_SHORT',
  'FLUXX_ANSWER_TOO_LARGE',
]);

/** Whether a failure says something of the server rather than of the stream. */
function isOfServer({ kind, code }: ConnectorError): boolean {
  return kind === 'transient' || brokenAnswers.has(code);
}

function serverDown(failures: number, { code, message }: ConnectorError): ConnectorError {
  const what = code === 'FLUXX_RATE_LIMITED' ? 'The server takes no more calls' : 'The server seems to be down';
  return new ConnectorError(
    'transient',
    'FLUXX_DOWN',
    `${what}: ${failures} streams in a row failed, and no list was answered meanwhile. The last failure: ${message}`,
  );
}
