import { toStreamSchema } from '../../core/field-schema.ts';
import type { FieldDefinition, StreamDefinition } from '../../core/stream-definition.ts';
import { toLine } from '../sync-encoder.ts';

/** The CATALOG message of the streams with the fields that may be read. */
export function encodeAirbyteCatalog(
  definitions: readonly StreamDefinition[],
  readable: (definition: StreamDefinition) => readonly FieldDefinition[],
): string {
  const streams = definitions.map((definition) => ({
    name: definition.name,
    json_schema: toStreamSchema(definition, readable(definition)),
    supported_sync_modes: definition.cursor ? ['full_refresh', 'incremental'] : ['full_refresh'],
    ...(definition.cursor && { source_defined_cursor: true, default_cursor_field: [definition.cursor] }),
    source_defined_primary_key: definition.primaryKey.map((key) => [key]),
  }));
  return toLine({ type: 'CATALOG', catalog: { streams } });
}
