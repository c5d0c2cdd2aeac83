import type { ErrorKind } from '../core/connector-error.ts';
import type { ErrorCode } from '../core/error-codes.ts';

/** One way in which a call can fail: a row of the table of failures. */
export interface Failure {
  /** Stable; never reused for another meaning. */
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  /** What the tap does about it. */
  readonly reaction: 'retry' | 'renew-token' | 'fail';
  /** What happened and what to do; `{what}` is what was being done, `{detail}` a safe detail of the answer. */
  readonly message: string;
}
