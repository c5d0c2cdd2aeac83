import type { ErrorKind } from '../../core/connector-error.ts';
import type { ErrorCode } from '../../core/error-codes.ts';

/** One way in which a call can fail: a row of a table of failures. `docs/failures.md` is generated from them. */
export interface Failure {
  /** Tells the rows apart, for tests: each has one of its name. */
  readonly name: string;
  /** What is seen from outside: the status, the code of the network, the text. */
  readonly sign: string;
  /** What it most likely means. */
  readonly meaning: string;
  /** Stable; never reused for another meaning. */
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  /** What the tap does about it. */
  readonly reaction: 'retry' | 'renew-token' | 'fail';
  /** What happened and what to do; `{what}` is what was being done, `{detail}` a detail of the answer. */
  readonly message: string;
}

/** A failure that is told by a text: the code of the network, or what the application says. */
export type TextRow = Failure & { readonly when: RegExp };

/** A failure that is told by the status of an answer. */
export type StatusRow = Failure & { readonly when: (status: number) => boolean };

/** The advice for whatever may pass by itself. */
export const goOn = 'Run again later: nothing that was read is lost.';

/** Said by a status, or by the application with status 200. */
export const forbidden = {
  meaning: 'the OAuth application may not read this model',
  code: 'FLUXX_FORBIDDEN',
  kind: 'unavailable',
  reaction: 'fail',
  message: 'Cannot {what}: Fluxx does not permit it. Leave the stream out, or ask the administrator of the site.',
} as const satisfies Omit<Failure, 'name' | 'sign'>;
