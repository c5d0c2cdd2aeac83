import { toCatalogSchema } from '../../core/catalog-schema.ts';
import type { StreamDefinition } from '../../core/stream-definition.ts';
import type { CatalogFields } from '../catalog-fields.ts';
import { toLine } from '../sync-encoder.ts';

/** The CATALOG message of the streams with the fields that may be read. */
export function encodeAirbyteCatalog(
  definitions: readonly StreamDefinition[],
  fieldsOf: (definition: StreamDefinition) => CatalogFields,
): string {
  const streams = definitions.map((definition) => toAirbyteStream(definition, fieldsOf(definition)));
  return toLine({ type: 'CATALOG', catalog: { streams } });
}

/**
 * A stream as catalogs have it. Whatever its schema names is selected and becomes a column, so fields that must not be read
 * are only named in the description.
 */
export function toAirbyteStream(definition: StreamDefinition, { readable, withheld }: CatalogFields) {
  const modes: ('full_refresh' | 'incremental')[] = ['full_refresh'];
  if (definition.cursor) modes.push('incremental');
  return {
    name: definition.name as string,
    json_schema: toCatalogSchema(definition, readable, withheld),
    supported_sync_modes: modes,
    // The protocol wants both of a stream whose full refresh can be gone on with, whether it has a cursor field or not.
    source_defined_cursor: true,
    is_resumable: true,
    ...(definition.cursor && { default_cursor_field: [definition.cursor] }),
    source_defined_primary_key: definition.primaryKey.map((key) => [key as string]),
  };
}
