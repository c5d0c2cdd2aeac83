import { ConnectorError, isForUser } from '../../core/connector-error.ts';
import { counted } from '../../core/counted.ts';
import type { StreamDescriptor } from './messages.ts';

/** A stream that was not read to its end. */
export interface FailedStream {
  readonly stream: StreamDescriptor;
  readonly error: ConnectorError;
}

/** The one error that names all failed streams; of the kind that says most about trying again. */
export function summarize(failed: readonly FailedStream[]): ConnectorError {
  const names = failed.map(({ stream }) => stream.name).join(', ');
  const passing = failed.find(({ error }) => !isForUser(error))?.error ?? failed[0]?.error;
  return new ConnectorError(
    passing?.kind ?? 'internal',
    'STREAMS_FAILED',
    `${counted(failed.length, 'stream')} could not be read to the end: ${names}.`,
    { streams: names },
  );
}
