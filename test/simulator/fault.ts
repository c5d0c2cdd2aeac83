import type { RequestKind } from './logged-request.ts';

/**
 * The ways to misbehave. `status` takes its number from the fault; `hang` never answers, `stall` stops in the middle of its
 * answer, `endless` does not stop, `switching-protocols` says that it goes on in another one and nothing more; the rest say what they are.
 */
export type FaultKind =
  | 'status'
  | 'reset'
  | 'hang'
  | 'stall'
  | 'endless'
  | 'switching-protocols'
  | 'slow'
  | 'truncated-json'
  | 'html'
  | 'error-100'
  | 'wrong-model'
  | 'no-records'
  | 'row-without-id'
  | 'short-page'
  | 'duplicated-page'
  | 'expired-token'
  | 'login-redirect'
  | 'empty-body'
  | 'garbage-gzip';

/** A misbehaviour on command. */
export type Fault = {
  readonly kind: FaultKind;
  /** How many calls it hits. Default 1. */
  readonly times?: number;
  /** How many matching calls it lets pass first. Default 0. */
  readonly after?: number;
  /** Which calls it may hit. Default: lists. */
  readonly on?: RequestKind;
  readonly model?: string;
  /** The page asked for. */
  readonly page?: number;
  /** A further condition on the parameters. */
  readonly when?: (parameters: Readonly<Record<string, string>>) => boolean;
  /** Of `status`. Default 500. */
  readonly status?: number;
  /** Value of a `Retry-After` header that comes with `status`. */
  readonly retryAfter?: string;
  /** Of `error-100`. */
  readonly message?: string;
  /** Of `endless`: how many bytes come before it gives up. Default: it never does. */
  readonly bytes?: number;
  /** Of `slow`. Default 1000. */
  readonly milliseconds?: number;
};
