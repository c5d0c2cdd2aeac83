import { ConnectorError } from './connector-error.ts';

/** Ends a run whose server is down, so that it does not cost every stream all of its retries. */
export interface Breaker {
  /** A call was answered: the server is there. */
  answered(): void;
  /** A stream was given up. Returns the error that ends the run, when it is one too many in a row. */
  gaveUp(error: ConnectorError): ConnectorError | undefined;
}

/**
 * Creates the breaker of one run. It knows no clock: what counts is that nothing was answered between the failures.
 * @param most so many in a row are one too many, each of which has used up its retries: more than may be neighbours that
 * are broken in the same way, on a server that is well.
 */
export function createBreaker(most: number): Breaker {
  let failures = 0;
  return {
    answered() {
      failures = 0;
    },
    gaveUp(error) {
      if (error.details['isShutOut'] === true) return error; // by the server, for all calls and longer than a run waits
      failures = isOfServer(error) ? failures + 1 : 0;
      return failures < most ? undefined : endOf(failures, error);
    },
  };
}

/** Whether a failure says something of the server rather than of the stream. A page of maintenance may come with status 200. */
function isOfServer({ kind, code }: ConnectorError): boolean {
  return kind === 'transient' || code === 'FLUXX_NOT_JSON' || code === 'FLUXX_TOKEN_REFUSED';
}

function endOf(failures: number, error: ConnectorError): ConnectorError {
  const { code, message } = error;
  // One stream may have been refused its token for a reason of its own.
  if (code === 'FLUXX_TOKEN_REFUSED') return new ConnectorError('auth', code, message);
  const what = code === 'FLUXX_RATE_LIMITED' ? 'The server takes no more calls' : 'The server seems to be down';
  return new ConnectorError(
    'transient',
    'FLUXX_DOWN',
    `${what}: ${failures} streams in a row failed, and no call was answered with rows meanwhile. The last failure: ${message}`,
  );
}
