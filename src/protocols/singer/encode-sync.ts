import { assertNever } from '../../core/assert-never.ts';
import { stringifyExact } from '../../core/exact-number.ts';
import { toStreamSchema } from '../../core/field-schema.ts';
import type { SelectedStream } from '../../core/selected-stream.ts';
import type { SyncEvent } from '../../core/sync-event.ts';
import type { GivenStates } from '../decode-state.ts';
import { joinLines, type SyncEncoder, toLine } from '../sync-encoder.ts';
import { createBookmarks } from './bookmarks.ts';

/** What the user wants of the messages. */
export interface SingerOptions {
  /** The streams that the run was asked for. */
  readonly streams: readonly string[];
}

/** What every target takes. */
const plain: SingerOptions = { streams: [] };

/**
 * Two families of targets hand back the first state of a run in which they stored nothing, the others the last; where
 * nothing has changed there is one alone, at the end. A run that may be ended before is worth more than that.
 */
const longestWithoutStateMs = 5 * 60_000;

/**
 * Encodes a run as Singer messages. A Singer state is one object for all streams, so it carries the states that the run was
 * given along, and takes in only checkpoints that have passed here: the records before them are on stdout already.
 */
export function createSingerEncoder(given: GivenStates, now: () => number, options = plain): SyncEncoder {
  const bookmarks = createBookmarks(given, options.streams);
  const beganAt = now();
  let hasRecords = false;
  let lastState = '';
  let isStateLast = false;

  function encodeState(): string {
    const line = toLine({ type: 'STATE', value: bookmarks.value() });
    if (line === lastState && isStateLast) return '';
    lastState = line;
    isStateLast = true;
    return line;
  }

  function encode(event: SyncEvent): readonly string[] {
    switch (event.kind) {
      case 'stream-started':
        isStateLast = false;
        return [schemaLine(event.stream)];
      case 'records':
        return [...beginRecords(), ...recordLines(event, now())];
      case 'checkpoint':
        bookmarks.vouch(event);
        return hasRecords || now() - beganAt >= longestWithoutStateMs ? [encodeState()] : [];
      case 'estimate':
      case 'held':
      case 'stream-finished':
        return [];
      default:
        return assertNever(event);
    }
  }

  /**
   * The first record comes behind a state of what was there before the run. Should it end before a stream is vouched for, that
   * one must be read again; and one family of targets hands the first state back once a stream was stored, with the other streams
   * as they stand there.
   */
  function beginRecords(): readonly string[] {
    const before = hasRecords ? [] : [encodeState()];
    hasRecords = true;
    isStateLast = false;
    return before;
  }

  /**
   * Some targets forget the state when a record follows it, so it has the last word. A run that was given none, and failed
   * before it could read, must not put an empty one in the place of what somebody keeps.
   */
  function finish(): string {
    return hasRecords || bookmarks.isWorthKeeping() ? encodeState() : '';
  }

  return { encode, finish };
}

function schemaLine({ definition, fields }: SelectedStream): string {
  return toLine({
    type: 'SCHEMA',
    stream: definition.name,
    schema: toStreamSchema(definition, fields),
    key_properties: definition.primaryKey,
    ...(definition.cursor && { bookmark_properties: [definition.cursor] }),
  });
}

function recordLines({ stream, records }: SyncEvent & { kind: 'records' }, extractedAt: number): readonly string[] {
  const head = `{"type":"RECORD","stream":${JSON.stringify(stream.definition.name)},"record":`;
  const tail = `,"time_extracted":"${new Date(extractedAt).toISOString()}"}\n`;
  return joinLines(records.map((record) => head + stringifyExact(record) + tail));
}
