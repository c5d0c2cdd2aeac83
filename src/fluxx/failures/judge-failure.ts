import { ConnectorError } from '../../core/connector-error.ts';
import type { HttpAnswer, HttpOutcome } from '../http-answer.ts';
import { applicationFailures } from './application-failures.ts';
import { type Failure, goOn, type StatusRow, type TextRow } from './failure.ts';
import { networkFailures } from './network-failures.ts';
import { shutOut, statusFailures } from './status-failures.ts';

/** A failure with the detail to tell about it. */
export interface JudgedFailure extends Failure {
  /** What the answer says, as it says it: it may quote what must not be printed, see `toSafe`. */
  readonly detail: string;
  /** How long the server asked us to wait. */
  readonly retryAfterMs?: number;
}

/** Judges an answer by the tables; `undefined` when its status says that it is one. */
export function judgeStatus(answer: HttpOutcome): JudgedFailure | undefined {
  if ('networkCode' in answer) return { ...rowFor(networkFailures, answer.networkCode), detail: answer.networkCode };
  const rows: readonly StatusRow[] = statusFailures;
  const row = rows.find(({ when }) => when(answer.status));
  if (!row) return undefined;
  const retryAfterMs = parseRetryAfter(answer.headers);
  const detail = row.code === 'INSTANCE_REDIRECTS' ? redirectTarget(answer) : String(answer.status);
  return { ...row, detail, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/** Whether the server has no such path: another web server, or a model that it does not serve, or not by this method. */
export function isNotRouted(answer: HttpOutcome): boolean {
  return judgeStatus(answer)?.name === 'not-fluxx';
}

/**
 * What a failure means once the host has served: whatever seems wrong with the host then passes (a resolver's hiccup, a
 * page of maintenance), so there is no advice to change the settings.
 */
export function judgeAfterSuccess(failure: JudgedFailure): JudgedFailure {
  if (failure.kind !== 'config') return failure;
  const [happened = ''] = failure.message.split('. ');
  return { ...failure, kind: 'transient', reaction: 'retry', message: `${happened}. ${goOn}` };
}

/** Beyond this much, what an error says is only what it quotes. In characters. */
const judgedLength = 100_000;

/** Judges the text of an application error. */
export function judgeApplicationError(text: string): JudgedFailure {
  return { ...rowFor(applicationFailures, text.slice(0, judgedLength)), detail: text };
}

function rowFor(rows: readonly TextRow[], text: string): TextRow {
  const row = rows.find(({ when }) => when.test(text));
  if (!row) throw new Error('The last row of a table of texts must fit every text.');
  return row;
}

/** In characters; enough to recognise an error by. */
const detailLength = 300;

/**
 * The failure with a detail that can be printed: without secrets, on one line, of bounded length. It is cut behind the
 * redaction, for a secret that was cut through would be recognised by nobody; and redacted once more, for a secret with
 * blanks in it may have come about when the lines were joined.
 */
export function toSafe(failure: JudgedFailure, redact: (text: string) => string): JudgedFailure {
  const detail = redact(redact(failure.detail).replace(/\s+/g, ' ')).slice(0, detailLength);
  return { ...failure, detail };
}

/** What a failure means to a run that waits no longer than so much: it may be asked to wait for hours. */
export function judgePause(failure: JudgedFailure, patienceMs: number): JudgedFailure {
  const { reaction, retryAfterMs = 0, ...others } = failure;
  if (reaction !== 'retry' || retryAfterMs <= patienceMs) return failure;
  return { ...others, ...shutOut, detail: String(Math.ceil(retryAfterMs / 1000)) };
}

/** The error that the user sees, of a failure that is safe to print. `what` completes "Cannot ...". */
export function toError(failure: JudgedFailure, what: string, attempts: number): ConnectorError {
  const { code, kind, retryAfterMs, detail } = failure;
  const message = failure.message.replace('{what}', () => what).replace('{detail}', () => detail);
  const pauseSeconds = retryAfterMs && Math.ceil(retryAfterMs / 1000);
  const asked = pauseSeconds ? ` The server asks for a pause of ${pauseSeconds} s.` : '';
  const tried = attempts > 1 ? ` (${attempts} attempts)` : '';
  return new ConnectorError(kind, code, `${message}${asked}${tried}`, { attempts, pauseSeconds });
}

/** Host and path alone: a login page's query may carry what must not be printed. */
function redirectTarget(answer: HttpAnswer): string {
  try {
    const { host, pathname } = new URL(answer.headers['location'] ?? '', 'http://unknown');
    return `to ${host === 'unknown' ? '' : host}${pathname}`;
  } catch {
    return 'elsewhere';
  }
}

/** Who says less than a second says nothing: all retries would be used up at once. */
const shortestPauseMs = 1000;

/** A time of the server is compared with the server's clock. */
function parseRetryAfter({ 'retry-after': value = '', date = '' }: HttpAnswer['headers']): number | undefined {
  const now = parseHttpDate(date);
  const waitMs = /^\d+(\.\d+)?$/.test(value) ? Number(value) * 1000 : parseHttpDate(value) - (now || Date.now());
  return Number.isFinite(waitMs) && waitMs >= shortestPauseMs ? waitMs : undefined;
}

/** In milliseconds since 1970, or NaN. `Date.parse` alone finds a date in nearly every text: `retry 33` is in 2033. */
function parseHttpDate(text: string): number {
  return /^[A-Z][a-z]+, .* GMT$/.test(text) ? Date.parse(text) : Number.NaN;
}
