import { assertNever } from '../../core/assert-never.ts';
import { stringifyExact } from '../../core/exact-number.ts';
import { toStreamSchema } from '../../core/field-schema.ts';
import type { SelectedStream } from '../../core/selected-stream.ts';
import { serializeState } from '../../core/state-form.ts';
import type { SyncEvent } from '../../core/sync-event.ts';
import type { GivenStates } from '../decode-state.ts';
import { joinLines, type SyncEncoder, toLine } from '../sync-encoder.ts';

/**
 * Encodes a run as Singer messages. A Singer state is one object for all streams, so it carries the states that the run was
 * given along, as they are, and takes in only checkpoints that have passed here: the records before them are on stdout already.
 */
export function createSingerEncoder(given: GivenStates, now: () => number): SyncEncoder {
  const bookmarks = new Map(given);
  let lastState = '';
  let isStateLast = false;

  function encodeState(): string {
    const value = { bookmarks: Object.fromEntries(bookmarks) };
    const line = toLine({ type: 'STATE', value });
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
        isStateLast = false;
        return recordLines(event, now());
      case 'checkpoint':
        bookmarks.set(event.stream.definition.name, serializeState(event.state));
        return [encodeState()];
      case 'estimate':
      case 'held':
      case 'stream-finished':
        return [];
      default:
        return assertNever(event);
    }
  }

  // Some targets forget the state when a record follows it, so it has the last word.
  return { encode, finish: encodeState };
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
