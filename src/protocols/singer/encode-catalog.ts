import { toCatalogSchema } from '../../core/catalog-schema.ts';
import type { JsonObject } from '../../core/json.ts';
import { type FieldDefinition, isAutomatic, type StreamDefinition } from '../../core/stream-definition.ts';
import type { CatalogFields } from '../catalog-fields.ts';

/**
 * The Singer catalog of the streams, on many lines: Meltano reads it by the line, and waits for ever where one is longer than
 * 64 KiB. Every property has metadata, for Meltano takes one without for automatic; fields
 * that must not be read are described as unsupported, which no selection overrides.
 */
export function encodeSingerCatalog(
  definitions: readonly StreamDefinition[],
  fieldsOf: (definition: StreamDefinition) => CatalogFields,
): string {
  const streams = definitions.map((definition) => {
    const { readable, withheld } = fieldsOf(definition);
    const allowed = new Set(readable.map(({ property }) => property));
    const described = new Set([...readable, ...withheld]);
    const fields = definition.fields.filter((field) => described.has(field));
    return {
      tap_stream_id: definition.name,
      stream: definition.name,
      key_properties: definition.primaryKey,
      replication_method: definition.cursor ? 'INCREMENTAL' : 'FULL_TABLE',
      ...(definition.cursor && { replication_key: definition.cursor }),
      schema: toCatalogSchema(definition, fields),
      metadata: [rootMetadata(definition), ...fields.map((field) => fieldMetadata(field, definition, allowed))],
    };
  });
  return `${JSON.stringify({ streams }, undefined, 2)}\n`;
}

function rootMetadata(definition: StreamDefinition): JsonObject {
  const metadata = {
    inclusion: 'available',
    'selected-by-default': true,
    'table-key-properties': definition.primaryKey,
    ...(definition.cursor
      ? { 'replication-key': definition.cursor, 'valid-replication-keys': [definition.cursor] }
      : { 'forced-replication-method': 'FULL_TABLE' }),
  };
  return { breadcrumb: [], metadata };
}

function fieldMetadata(field: FieldDefinition, definition: StreamDefinition, allowed: ReadonlySet<string>): JsonObject {
  const isGiven = isAutomatic(field, definition);
  const isAllowed = isGiven || allowed.has(field.property);
  const inclusion = isGiven ? 'automatic' : isAllowed ? 'available' : 'unsupported';
  return { breadcrumb: ['properties', field.property], metadata: { inclusion, 'selected-by-default': isAllowed } };
}
