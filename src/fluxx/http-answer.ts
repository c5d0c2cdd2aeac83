/** What came back from the server, whatever its status: no object of the HTTP library leaves this folder. */
export interface HttpAnswer {
  readonly status: number;
  /** Lower-case names; of repeated headers the first. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** No answer came: the code of the network or of the HTTP library (`ECONNRESET`, `ETIMEDOUT`, ...). */
export interface NetworkFailure {
  readonly networkCode: string;
}

/** What sending a request comes to. */
export type HttpOutcome = HttpAnswer | NetworkFailure;
