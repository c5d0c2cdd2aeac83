import type { Projection } from '../core/project-record.ts';
import type { RawRow } from '../core/record.ts';
import type { StreamState } from '../core/stream-state.ts';
import type { FieldChange, SyncEvent } from '../core/sync-event.ts';
import type { ReadContext, Step } from './read-context.ts';

/** So many values go into one batch: a page of a wide model as records and as text at once would be tens of megabytes. */
const valuesPerBatch = 10_000;

/** The records of a step, then the checkpoint that vouches for them. */
export function* stepEvents(context: ReadContext, projection: Projection, step: Step): Generator<SyncEvent> {
  const { stream } = context;
  if (step.total !== undefined) yield { kind: 'estimate', stream, rows: step.total };
  const batchSize = Math.max(1, Math.floor(valuesPerBatch / stream.fields.length));
  for (let start = 0; start < step.rows.length; start += batchSize) {
    yield toRecords(context, projection, step.rows.slice(start, start + batchSize));
  }
  // A full refresh that no later attempt goes on with starts over, so only its end is worth a state.
  if (stream.mode === 'incremental' || stream.job !== undefined)
    yield* checkpoint(context, step.state, step.takesBack === true);
}

/**
 * A state vouches for whole rows: once a field could not be read, there is none but the bookmark that the run began with.
 * That one is told when what was written before is taken back.
 */
export function* checkpoint(context: ReadContext, state: StreamState, takesBack: boolean): Generator<SyncEvent> {
  const { stream, from, pages } = context;
  if (pages.unread.size === 0) yield { kind: 'checkpoint', stream, state, takesBack };
  else if (takesBack)
    yield { kind: 'checkpoint', stream, state: { ...from, sweep: undefined, load: undefined }, takesBack };
}

/** The records of rows. */
export function toRecords({ stream, pages }: ReadContext, projection: Projection, rows: readonly RawRow[]): SyncEvent {
  const changes = new Map<number, FieldChange[]>();
  const note = (index: number, change: FieldChange): void => {
    const list = changes.get(index);
    if (list) list.push(change);
    else changes.set(index, [change]);
  };
  const unread = stream.fields.filter(({ name }) => pages.unread.has(name));
  const records = rows.map((row, index) => {
    for (const { name, property } of unread) if (row[name] === undefined) note(index, { property, change: 'unread' });
    return projection.toRecord(row, (change) => note(index, change));
  });
  return { kind: 'records', stream, records, changes };
}
