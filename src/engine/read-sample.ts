import { createProjection } from '../core/project-record.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import type { ReadContext } from './read-context.ts';
import { engineByTime } from './rungs/sorts-by-time.ts';
import { toRecords } from './step-events.ts';
import { checkUnread, reportChanges } from './what-was-lost.ts';

/**
 * Reads one row of a stream, whichever the server names first, with every field that is selected: whether the stream can
 * be read at all. Vouches for nothing.
 * @throws ConnectorError when the server fails
 */
export async function* readSample(context: ReadContext): AsyncGenerator<SyncEvent, void> {
  const projection = createProjection(context.stream.fields);
  const { rows } = await context.pages.read(() => ({ engine: engineByTime(context), pageSize: 1 }));
  if (rows.length > 0) yield toRecords(context, projection, rows.slice(0, 1));
  reportChanges(context, projection);
  checkUnread(context);
}
