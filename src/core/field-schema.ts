import type { JsonObject } from './json.ts';
import type { FieldDefinition, FieldType, SearchIndexed, StreamDefinition } from './stream-definition.ts';

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

/** What a property of that type may hold. The key is never null: every record has one. */
export function typeSchema(name: string, type: FieldType): JsonObject {
  return name === 'id' ? { type: 'integer' } : schemas[type];
}

/** The schema of one emitted property, with what is known of its field. */
export function toPropertySchema(field: FieldDefinition): JsonObject {
  const schema = typeSchema(field.name, field.type);
  const description = describeField(field);
  return {
    ...schema,
    ...(field.title !== undefined && { title: field.title }),
    ...(description !== undefined && { description }),
    // Where the safe name of a property is not the field's own, a catalog must keep what the API is to be asked for.
    ...(field.name !== field.property && { 'x-fluxx-name': field.name }),
  };
}

/** What a reader of the catalog should know of a field, in one line; `undefined` where its name says all that is known. */
function describeField({ type, description, relatedModel, secret }: FieldDefinition): string | undefined {
  const parts = [
    description,
    relatedModel && `${type === 'ids' ? 'Ids' : 'Id'} of ${relatedModel}`,
    secret ? 'Secret: read only when the setting include_secrets is true' : undefined,
  ];
  const said = parts.filter((part) => part !== undefined && part !== '');
  return said.length > 0 ? said.join('. ') : undefined;
}

/** The schema of a stream's records, with the fields that are read. Fields that are withheld are named in its description. */
export function toStreamSchema(
  definition: StreamDefinition,
  { readable, withheld = [] }: { readable: readonly FieldDefinition[]; withheld?: readonly FieldDefinition[] },
): JsonObject {
  const description = describeStream(definition, withheld);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: definition.title,
    ...(description !== '' && { description }),
    type: 'object',
    properties: Object.fromEntries(readable.map((field) => [field.property, toPropertySchema(field)])),
  };
}

const engines: Readonly<Record<SearchIndexed, string>> = {
  yes: 'Served by the search index',
  no: 'Served by the database, without a search index',
  likely: '',
  unknown: '',
};

function describeStream({ searchIndexed }: StreamDefinition, withheld: readonly FieldDefinition[]): string {
  const secrets = withheld.map(({ name }) => name).join(', ');
  const hint = secrets && `Not read unless the setting include_secrets is true: ${secrets}`;
  return [engines[searchIndexed], hint].filter((part) => part !== '').join('. ');
}
