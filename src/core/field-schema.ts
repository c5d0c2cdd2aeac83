import type { JsonObject } from './json.ts';
import type { FieldDefinition, FieldType, StreamDefinition } from './stream-definition.ts';

/**
 * What each type is in JSON Schema. One non-null type a property, only two formats, no free-form objects: every target
 * survives that, and nothing more.
 */
const schemas: Readonly<Record<FieldType, JsonObject>> = {
  integer: { type: ['integer', 'null'] },
  number: { type: ['number', 'null'] },
  text: { type: ['string', 'null'] },
  boolean: { type: ['boolean', 'null'] },
  date: { type: ['string', 'null'], format: 'date' },
  datetime: { type: ['string', 'null'], format: 'date-time' },
  ids: { type: ['array', 'null'], items: { type: 'integer' } },
  values: { type: ['array', 'null'], items: { type: 'string' } },
  json: { type: ['string', 'null'] },
};

/** The schema of one emitted property. The key is never null. */
export function toPropertySchema(field: FieldDefinition): JsonObject {
  const schema = field.name === 'id' ? { type: 'integer' } : schemas[field.type];
  return {
    ...schema,
    ...(field.title !== undefined && { title: field.title }),
    ...(field.description !== undefined && { description: field.description }),
    // Where the safe name of a property is not the field's own, a catalog must keep what the API is to be asked for.
    ...(field.name !== field.property && { 'x-fluxx-name': field.name }),
  };
}

/** The schema of a stream's records, with the given fields. */
export function toStreamSchema(definition: StreamDefinition, fields: readonly FieldDefinition[]): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: definition.title,
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.property, toPropertySchema(field)])),
  };
}
