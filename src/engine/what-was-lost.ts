import { ConnectorError } from '../core/connector-error.ts';
import { counted } from '../core/counted.ts';
import type { Projection } from '../core/project-record.ts';
import type { ReadContext } from './read-context.ts';

/** @throws ConnectorError FIELD_UNREADABLE where records went out without what the server fails to give */
export function checkUnread({ stream, pages }: ReadContext): void {
  if (pages.unread.size === 0) return;
  const { name } = stream.definition;
  const unread = [...pages.unread].join(', ');
  throw new ConnectorError(
    'unexpected-response',
    'FIELD_UNREADABLE',
    `${name} was read without ${unread}: each of these fields alone makes a call fail. The state stays before the rows ` +
      'that lack them, so they will be read again; deselect the fields to go on without them.',
    { stream: name, fields: unread },
  );
}

/** Warns once of each property whose values did not go out as they came. */
export function reportChanges(context: ReadContext, projection: Projection): void {
  for (const { property, change, count } of projection.changes.values()) {
    const what =
      change === 'nulled' ? 'did not fit its type and became null' : 'had NUL or broken characters, replaced';
    context.log('warn', `${context.stream.definition.name}.${property}: ${counted(count, 'value')} ${what}`);
  }
}
