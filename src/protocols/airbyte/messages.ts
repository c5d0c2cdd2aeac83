import { type ConnectorError, type ErrorKind, stackOf } from '../../core/connector-error.ts';
import type { LogLevel } from '../../core/logger.ts';
import type { SelectedStream } from '../../core/selected-stream.ts';
import { toLine } from '../sync-encoder.ts';

/** Who has to act, as Airbyte triages failures: it stops retrying for `config_error` alone. */
type FailureType = 'config_error' | 'transient_error' | 'system_error';

const failureTypes: Readonly<Record<ErrorKind, FailureType>> = {
  config: 'config_error',
  auth: 'config_error',
  unavailable: 'config_error',
  transient: 'transient_error',
  'unexpected-response': 'system_error',
  internal: 'system_error',
};

/** How an attempt to connect ended. What went wrong is told to the user as it stands. */
export type ConnectionOutcome =
  | { readonly status: 'SUCCEEDED' }
  | { readonly status: 'FAILED'; readonly message: string };

/** The life of a stream as the platform follows it. */
export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';

/** Why a stream that is RUNNING does nothing at the moment, and until when, in milliseconds since 1970. */
interface Reason {
  readonly type: 'RATE_LIMITED';
  readonly rate_limited: { readonly quota_reset: number };
}

/** A stream as messages name it. */
export interface StreamDescriptor {
  readonly name: string;
  readonly namespace?: string;
}

/** By the namespace of the catalog, too: the platform takes a stream of another one for one that nobody asked for. */
export function descriptorOf({ definition, namespace }: SelectedStream): StreamDescriptor {
  return { name: definition.name, ...(namespace !== undefined && { namespace }) };
}

/** A LOG line. */
export function logLine(level: LogLevel, message: string): string {
  return toLine({ type: 'LOG', log: { level: level.toUpperCase(), message } });
}

/** A TRACE line about the status of a stream. */
export function statusLine(
  stream: StreamDescriptor,
  status: StreamStatus,
  emittedAt: number,
  reasons?: readonly Reason[],
): string {
  const stream_status = { stream_descriptor: stream, status, ...(reasons && { reasons }) };
  return toLine({ type: 'TRACE', trace: { type: 'STREAM_STATUS', emitted_at: emittedAt, stream_status } });
}

/** A TRACE line about how many rows are to come in all. */
export function estimateLine(stream: StreamDescriptor, rows: number, emittedAt: number): string {
  const estimate = { ...stream, type: 'STREAM', row_estimate: rows };
  return toLine({ type: 'TRACE', trace: { type: 'ESTIMATE', emitted_at: emittedAt, estimate } });
}

/** A TRACE line about a failure; of the whole run, when there is no stream. */
export function errorLine(error: ConnectorError, emittedAt: number, stream?: StreamDescriptor): string {
  const details = {
    message: error.message,
    internal_message: `${error.code} ${JSON.stringify(error.details)}`,
    failure_type: failureTypes[error.kind],
    stack_trace: stackOf(error),
    ...(stream !== undefined && { stream_descriptor: stream }),
  };
  return toLine({ type: 'TRACE', trace: { type: 'ERROR', emitted_at: emittedAt, error: details } });
}

/** A CONNECTION_STATUS line. */
export function connectionStatusLine(outcome: ConnectionOutcome): string {
  return toLine({ type: 'CONNECTION_STATUS', connectionStatus: outcome });
}

/** The SPEC line, with the content of `spec.json`. */
export function specLine(spec: object): string {
  return toLine({ type: 'SPEC', spec });
}
