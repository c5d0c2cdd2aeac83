/** So many list calls in any stretch of so many milliseconds. */
export interface CallLimit {
  readonly calls: number;
  readonly windowMs: number;
}

/** What a page server is told when it starts, as JSON. */
export interface PageServerSettings {
  /** The name of a data set. */
  readonly dataSet: string;
  readonly rows: number;
  /** From a request's arrival to its answer, the token's as well. 0: as fast as it can. */
  readonly latencyMs: number;
  /** Calls above it are answered with 429. Left out: none are. */
  readonly limit?: CallLimit;
}

/** What a page server saw of its client. Only list calls count: the vendor's limit is one of list calls. */
export interface Traffic {
  readonly calls: number;
  /** The most calls that waited for their answers at one time. */
  readonly mostInFlight: number;
  /** Of the calls, those answered with 429. */
  readonly refused: number;
}
