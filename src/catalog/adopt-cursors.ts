import { ConnectorError } from '../core/connector-error.ts';
import { parseInstant } from '../core/instant.ts';
import type { StreamDefinition } from '../core/stream-definition.ts';
import type { Source } from '../engine/ports.ts';

/**
 * Some models have no `updated_at` in any list that is known, but lists grow old. One row of each is asked for it: where
 * the instance returns a timestamp, the stream becomes incremental. A model that does not answer stays as it is.
 */
export async function adoptCursors(
  source: Source,
  definitions: readonly StreamDefinition[],
): Promise<readonly StreamDefinition[]> {
  return Promise.all(
    definitions.map(async (definition) =>
      definition.cursor === undefined && (await returnsUpdatedAt(source, definition))
        ? withCursor(definition)
        : definition,
    ),
  );
}

async function returnsUpdatedAt(source: Source, { model }: StreamDefinition): Promise<boolean> {
  try {
    const columns = ['id', 'updated_at'];
    const { rows } = await source.fetchPage({
      model,
      columns,
      engine: 'search',
      conditions: [],
      order: [],
      page: 1,
      pageSize: 1,
    });
    return parseInstant(rows[0]?.['updated_at']) !== undefined;
  } catch (error) {
    if (error instanceof ConnectorError && error.kind !== 'auth' && error.kind !== 'config') return false;
    throw error;
  }
}

/** The definition with `updated_at` as a field and as its cursor. */
export function withCursor(definition: StreamDefinition): StreamDefinition {
  const others = definition.fields.filter(({ name }) => name !== 'updated_at');
  const cursor = {
    name: 'updated_at',
    property: 'updated_at',
    type: 'datetime',
    cost: 'stored',
    secret: false,
  } as const;
  return { ...definition, cursor: 'updated_at', fields: [...others, cursor] };
}
