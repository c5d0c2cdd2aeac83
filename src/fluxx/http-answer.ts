/** What came back from the server, whatever its status: no object of the HTTP library leaves this folder. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; of repeated headers the first. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** No answer came that could be read. */
export interface NetworkFailure {
  /**
   * The code of the network or of the HTTP library (`ECONNRESET`; `ETIMEDOUT` when it took too long). Three are our
   * own: `CONNECT_TIMEOUT` when there was no connection in time, `ANSWER_TOO_LARGE`, and `UPGRADED` after status 101.
   */
  readonly networkCode: string;
}

/** What sending a request comes to. */
export type HttpOutcome = HttpAnswer | NetworkFailure;
