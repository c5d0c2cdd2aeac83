import { type StreamDescriptor, statusLine } from './messages.ts';

/** Says of each stream that it is RUNNING, once: when its first record or state comes, and again after each hold. */
export interface RunningStreams {
  /** The line that must stand before a record or a state of the stream; empty when it was said already. */
  readonly line: (stream: StreamDescriptor) => string;
  /** The line that says until when the server takes no calls, in milliseconds since 1970. */
  readonly held: (stream: StreamDescriptor, endsAtMs: number) => string;
}

/** Creates the statuses of one run. */
export function createRunningStreams(now: () => number): RunningStreams {
  const told = new Set<string>();
  return {
    line(stream) {
      if (told.has(stream.name)) return '';
      told.add(stream.name);
      return statusLine(stream, 'RUNNING', now());
    },
    held(stream, endsAtMs) {
      told.delete(stream.name);
      return statusLine(stream, 'RUNNING', now(), [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: endsAtMs } }]);
    },
  };
}
