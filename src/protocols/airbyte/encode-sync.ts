import { assertNever } from '../../core/assert-never.ts';
import { isForUser } from '../../core/connector-error.ts';
import { serializeState } from '../../core/state-form.ts';
import type { Outcome, SyncEvent } from '../../core/sync-event.ts';
import { type SyncEncoder, toLine } from '../sync-encoder.ts';
import { recordLines } from './encode-records.ts';
import { type FailedStream, summarize } from './failed-streams.ts';
import { descriptorOf, errorLine, estimateLine, type StreamDescriptor, statusLine } from './messages.ts';
import { createRunningStreams } from './running-streams.ts';

/**
 * Encodes a run as Airbyte messages. Of failures, those that pass by themselves are told at once and those that only
 * the user can mend at the end: the platform stops retrying when the first failure of a job is one of the latter.
 */
export function createAirbyteEncoder(now: () => number): SyncEncoder {
  const running = createRunningStreams(now);
  const estimates = new Map<string, number>();
  const recordsSinceState = new Map<string, number>();
  const failed: FailedStream[] = [];

  // The server counts anew on every page. Another way of reading may have quite another number of rows before it.
  function estimate(stream: StreamDescriptor, rows: number): string {
    const told = estimates.get(stream.name);
    if (told !== undefined && Math.abs(rows - told) <= told / 10) return '';
    estimates.set(stream.name, rows);
    return estimateLine(stream, rows, now());
  }

  function encodeRecords(event: SyncEvent & { kind: 'records' }): readonly string[] {
    const { name } = event.stream.definition;
    recordsSinceState.set(name, (recordsSinceState.get(name) ?? 0) + event.records.length);
    return [running.line(descriptorOf(event.stream)), ...recordLines(event, now())];
  }

  function encodeCheckpoint(event: SyncEvent & { kind: 'checkpoint' }): string {
    const descriptor = descriptorOf(event.stream);
    const recordCount = recordsSinceState.get(descriptor.name) ?? 0;
    recordsSinceState.delete(descriptor.name);
    const stream = { stream_descriptor: descriptor, stream_state: serializeState(event.state) };
    const state = { type: 'STREAM', stream, sourceStats: { recordCount } };
    return running.line(descriptor) + toLine({ type: 'STATE', state });
  }

  function encodeOutcome(stream: StreamDescriptor, outcome: Outcome): string {
    if (outcome.kind === 'complete') return running.line(stream) + statusLine(stream, 'COMPLETE', now());
    if (outcome.kind === 'interrupted') return statusLine(stream, 'INCOMPLETE', now());
    failed.push({ stream, error: outcome.error });
    const error = isForUser(outcome.error) ? '' : errorLine(outcome.error, now(), stream);
    return error + statusLine(stream, 'INCOMPLETE', now());
  }

  function encode(event: SyncEvent): readonly string[] {
    const stream = descriptorOf(event.stream);
    switch (event.kind) {
      case 'stream-started':
        return [statusLine(stream, 'STARTED', now())];
      case 'estimate':
        return [estimate(stream, event.rows)];
      case 'records':
        return encodeRecords(event);
      case 'checkpoint':
        return [encodeCheckpoint(event)];
      case 'held':
        return [running.held(stream, event.endsAtMs)];
      case 'stream-finished':
        return [encodeOutcome(stream, event.outcome)];
      default:
        return assertNever(event);
    }
  }

  function finish(): string {
    if (failed.length === 0) return '';
    const held = failed
      .filter(({ error }) => isForUser(error))
      .map(({ stream, error }) => errorLine(error, now(), stream));
    return held.join('') + errorLine(summarize(failed), now());
  }

  return { encode, finish };
}
