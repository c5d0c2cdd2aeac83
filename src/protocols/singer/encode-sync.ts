import { assertNever } from '../../core/assert-never.ts';
import { stringifyExact } from '../../core/exact-number.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Log } from '../../core/logger.ts';
import type { SelectedStream } from '../../core/selected-stream.ts';
import type { SyncEvent } from '../../core/sync-event.ts';
import type { GivenStates } from '../decode-state.ts';
import { joinLines, type SyncEncoder, toLine } from '../sync-encoder.ts';
import { createBookmarks } from './bookmarks.ts';
import type { Flattening } from './flatten.ts';
import { createStreamFlattener } from './flatten-streams.ts';

/** What the user wants of the messages. */
export interface SingerOptions {
  /** Whether rows that a complete full refresh did not bring are declared gone. */
  readonly activatesVersions: boolean;
  /** How objects are taken apart; `undefined`: not at all. */
  readonly flattening: Flattening | undefined;
  /** The streams that the run was asked for. */
  readonly streams: readonly string[];
  readonly log: Log;
}

/** What every target takes. */
const plain: SingerOptions = { activatesVersions: false, flattening: undefined, streams: [], log: () => undefined };

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
  const { schemaOf, recordsOf } = createStreamFlattener(options.flattening, options.log);
  // Later runs must have higher ones. In milliseconds, as the taps for databases have them: two runs may begin in one second.
  const version = now();
  const beganAt = version;
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
        return [schemaLine(event.stream, schemaOf(event.stream))];
      case 'records':
        return [...beginRecords(), ...encodeRecords(event)];
      case 'checkpoint':
        bookmarks.vouch(event);
        return hasRecords || now() - beganAt >= longestWithoutStateMs ? [encodeState()] : [];
      case 'stream-finished':
        // A target drops what has another version: only a refresh that brought everything may say so.
        if (event.outcome.kind !== 'complete' || !hasVersion(event.stream)) return [];
        isStateLast = false;
        return [toLine({ type: 'ACTIVATE_VERSION', stream: event.stream.definition.name, version })];
      case 'estimate':
      case 'held':
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

  function encodeRecords({ stream, records }: Batch): readonly string[] {
    return recordLines(
      { stream, records: recordsOf(stream, records) },
      now(),
      hasVersion(stream) ? version : undefined,
    );
  }

  function hasVersion({ mode }: SelectedStream): boolean {
    return options.activatesVersions && mode === 'full';
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

/** Records of one stream. */
type Batch = Pick<SyncEvent & { kind: 'records' }, 'stream' | 'records'>;

function schemaLine({ definition }: SelectedStream, schema: JsonObject): string {
  return toLine({
    type: 'SCHEMA',
    stream: definition.name,
    schema,
    key_properties: definition.primaryKey,
    ...(definition.cursor && { bookmark_properties: [definition.cursor] }),
  });
}

function recordLines({ stream, records }: Batch, extractedAt: number, version: number | undefined): readonly string[] {
  const head = `{"type":"RECORD","stream":${JSON.stringify(stream.definition.name)},"record":`;
  const ofVersion = version === undefined ? '' : `,"version":${version}`;
  const tail = `${ofVersion},"time_extracted":"${new Date(extractedAt).toISOString()}"}\n`;
  return joinLines(records.map((record) => head + stringifyExact(record) + tail));
}
