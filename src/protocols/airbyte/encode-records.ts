import { stringifyExact } from '../../core/exact-number.ts';
import type { FieldChange, SyncEvent } from '../../core/sync-event.ts';
import { joinLines } from '../sync-encoder.ts';

/** RECORD lines, put together from text: the envelope is the same for all, only the data is serialised. */
export function recordLines(event: SyncEvent & { kind: 'records' }, emittedAt: number): readonly string[] {
  const { stream, records, changes } = event;
  const space = stream.namespace === undefined ? '' : `"namespace":${JSON.stringify(stream.namespace)},`;
  const head = `{"type":"RECORD","record":{${space}"stream":${JSON.stringify(stream.definition.name)},"data":`;
  const tail = `,"emitted_at":${emittedAt}}}\n`;
  const lines = records.map((record, index) => {
    const changed = changes.size > 0 ? changes.get(index) : undefined;
    const meta = changed ? metaOf(changed) : '';
    return head + stringifyExact(record) + meta + tail;
  });
  return joinLines(lines);
}

const reasons = { nulled: 'SOURCE_SERIALIZATION_ERROR', unread: 'SOURCE_RETRIEVAL_ERROR' } as const;

/** Only what was lost is told: repaired text still says what it said. */
function metaOf(changes: readonly FieldChange[]): string {
  const lost = changes.flatMap(({ property, change }) =>
    change === 'repaired' ? [] : [{ field: property, change: 'NULLED', reason: reasons[change] }],
  );
  return lost.length > 0 ? `,"meta":${JSON.stringify({ changes: lost })}` : '';
}
