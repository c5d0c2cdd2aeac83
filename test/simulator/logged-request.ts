/** What a call was for. A write is refused: nothing that reads should ever send one. */
export type RequestKind = 'token' | 'list' | 'fetch' | 'write' | 'other';

/** One call as the request log keeps it. `status` is 0 until it is answered, and stays 0 where it never is. */
export type LoggedRequest = {
  /** The simulator's clock, in milliseconds. */
  readonly at: number;
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  /** Empty where the path names none. */
  readonly model: string;
  readonly kind: RequestKind;
  /** Query string and body together; of a repeated name the last. */
  readonly parameters: Readonly<Record<string, string>>;
  status: number;
  /** Rows in the answer. */
  rows: number;
};
