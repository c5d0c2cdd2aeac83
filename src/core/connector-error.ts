import type { ErrorCode } from './error-codes.ts';
import { toPrintable } from './printable.ts';
import { repairText } from './repair-text.ts';

/**
 * Named by what the engine and the user must do next. `config`, `auth`: the user must change something before anything
 * can run. `unavailable`: the user must change something, or leave the stream out; other streams go on. `transient`: run
 * again later. `unexpected-response`: the API broke its contract. `internal`: our mistake, or a limit of the process.
 */
export type ErrorKind = 'config' | 'auth' | 'unavailable' | 'transient' | 'unexpected-response' | 'internal';

/** Facts about a failure that are safe to print: never a secret, never a record's values. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * The only error that crosses a folder. `code` is stable and never reused for another meaning; `message` says what
 * happened, where, and what to do.
 */
export class ConnectorError extends Error {
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(kind: ErrorKind, code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(toPrintable(repairText(message))); // it may quote the server, which says anything
    this.name = 'ConnectorError';
    this.kind = kind;
    this.code = code;
    this.details = details;
  }
}

/** What nobody expected is a mistake of ours: the stack is the only thing that helps whoever mends it. */
export function toConnectorError(error: unknown): ConnectorError {
  if (error instanceof ConnectorError) return error;
  const reason = error instanceof Error ? error : new Error(String(error));
  const message = `A mistake of tap-fluxx itself: ${reason.message}. Please report it.`;
  const internal = new ConnectorError('internal', 'INTERNAL', message);
  if (reason.stack !== undefined) internal.stack = reason.stack;
  return internal;
}

/** Where in the program a mistake of ours was noticed; of what else goes wrong, nobody needs to know. */
export function stackOf({ code, stack }: ConnectorError): string | undefined {
  return code === 'INTERNAL' ? stack : undefined;
}

/** The error as a log tells of it. */
export function inWords(error: ConnectorError): string {
  const stack = stackOf(error);
  return `${error.code}: ${error.message}${stack === undefined ? '' : `\n${stack}`}`;
}

/** Whether only the user can mend it: then trying again is in vain. */
export function isForUser({ kind }: ConnectorError): boolean {
  return kind === 'config' || kind === 'auth' || kind === 'unavailable';
}

/** Whether nothing at all can go on: the user must change something before any stream can be read, or wait long. */
export function isHopeless(error: unknown): boolean {
  if (!(error instanceof ConnectorError)) return false;
  return error.kind === 'auth' || error.kind === 'config' || error.code === 'FLUXX_SHUT_OUT';
}

/** Whether a failure says something of the model that was asked for, so that other models may be asked all the same. */
export function isAboutOneModel(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && !isHopeless(error);
}

const burdens: ReadonlySet<ErrorCode> = new Set([
  'FLUXX_ANSWER_TOO_LARGE',
  'FLUXX_TIMEOUT',
  'FLUXX_UNAVAILABLE',
  'FLUXX_BUSY',
]);

/** Whether a failure of this code may be cured by asking for less: the server gave up on a question too heavy for it. */
export function isBurden(code: ErrorCode): boolean {
  return burdens.has(code);
}
