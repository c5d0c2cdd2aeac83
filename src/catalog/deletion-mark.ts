import type { Log } from '../core/logger.ts';
import type { SelectedStream, StreamSelection } from '../core/selected-stream.ts';
import { deletionMark, type StreamDefinition } from '../core/stream-definition.ts';

/** The definition with the mark of deleted rows as its last field. Without a cursor, deletions are not looked for. */
export function withDeletionMark(definition: StreamDefinition): StreamDefinition {
  if (definition.cursor === undefined) return definition;
  const others = definition.fields.filter(({ property }) => property !== deletionMark.property);
  return { ...definition, fields: [...others, deletionMark] };
}

/**
 * Warns of streams whose catalog is older than the setting: a destination that knows only the catalog drops what that
 * does not name, and a row that is marked as deleted would become one whose fields are all null.
 */
export function warnOfMissingMark(
  selections: readonly StreamSelection[],
  streams: readonly SelectedStream[],
  log: Log,
): void {
  const properties = new Map(selections.map((selection) => [selection.name, selection.properties]));
  for (const { definition, mode } of streams) {
    const named = properties.get(definition.name) ?? 'all';
    if (mode === 'full' || named === 'all' || named.some(({ name }) => name === deletionMark.property)) continue;
    log(
      'warn',
      `${definition.name}: the catalog has no ${deletionMark.property}, so that deleted rows cannot be told from others; ` +
        'discover the schema again, or set `detect_deletions` to false',
    );
  }
}
