import { ConnectorError } from '../core/connector-error.ts';
import type { Failure } from './failure.ts';
import { applicationFailures, contradictions, networkFailures, statusFailures } from './failure-table.ts';
import type { HttpAnswer, HttpOutcome } from './http-answer.ts';

/** A failure with the detail to tell about it. */
export interface JudgedFailure extends Failure {
  readonly detail: string;
  /** How long the server asked us to wait. */
  readonly retryAfterMs?: number;
}

/** Judges an answer by the tables; `undefined` when its status says that it is one. */
export function judgeStatus(answer: HttpOutcome): JudgedFailure | undefined {
  if ('networkCode' in answer) {
    const row = networkFailures.find(({ when }) => when.test(answer.networkCode));
    return row && { ...row, detail: answer.networkCode };
  }
  const row = statusFailures.find(({ when }) => when(answer.status));
  if (!row) return undefined;
  const retryAfterMs = parseRetryAfter(answer.headers['retry-after']);
  const detail = row.code === 'INSTANCE_REDIRECTS' ? redirectTarget(answer) : String(answer.status);
  return { ...row, detail, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

/**
 * What a failure means once the host has served: whatever seems wrong with the host then passes (a resolver's hiccup, a
 * page of maintenance).
 */
export function judgeAfterSuccess(failure: JudgedFailure): JudgedFailure {
  return failure.kind === 'config' ? { ...failure, kind: 'transient', reaction: 'retry' } : failure;
}

/** Judges the text of an application error. */
export function judgeApplicationError(text: string): JudgedFailure {
  const row = applicationFailures.find(({ when }) => when.test(text)) ?? contradictions.envelope;
  return { ...row, detail: text.replace(/\s+/g, ' ').slice(0, 300) };
}

/** The error that the user sees. */
export function toError(failure: JudgedFailure, what: string, attempts: number): ConnectorError {
  const message = failure.message.replace('{what}', () => what).replace('{detail}', () => failure.detail);
  const tried = attempts > 1 ? ` (${attempts} attempts)` : '';
  return new ConnectorError(failure.kind, failure.code, `${message}${tried}`, { attempts });
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

function parseRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined || value.trim() === '') return undefined;
  const seconds = Number(value);
  const waitMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(waitMs) && waitMs >= 0 ? waitMs : undefined;
}
