import { isObject } from '../../core/json.ts';
import { isAbsent, isStreamName } from '../fields.ts';

/** The statuses of a stream, in the order in which they come. */
export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';

/** What is remembered of one stream. */
export interface StreamLife {
  readonly name: string;
  status: StreamStatus | 'none';
  recordsSinceState: number;
  states: number;
  /** The fingerprint of the last state. */
  lastState: string | undefined;
}

/** A stream of which nothing came yet. */
export function newLife(name: string): StreamLife {
  return { name, status: 'none', recordsSinceState: 0, states: 0, lastState: undefined };
}

/** How a stream is called here: its name, after its namespace where it has one. Nothing when it has no usable name. */
export function streamNameOf(name: unknown, namespace: unknown): string | undefined {
  if (!isStreamName(name)) return undefined;
  if (isAbsent(namespace)) return name;
  return isStreamName(namespace) ? `${namespace}.${name}` : undefined;
}

/** The name in a `stream_descriptor`. */
export function describedStream(descriptor: unknown): string | undefined {
  return isObject(descriptor) ? streamNameOf(descriptor['name'], descriptor['namespace']) : undefined;
}
