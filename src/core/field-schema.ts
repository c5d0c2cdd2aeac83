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

/** The schema of a stream's records, with the given fields. */
export function toStreamSchema(definition: StreamDefinition, fields: readonly FieldDefinition[]): JsonObject {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: definition.title,
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field.property, toPropertySchema(field)])),
  };
}

/**
 * The schema of a stream as a catalog has it, with what people should know of the stream. Where a reference page described
 * it, the catalog keeps what the page said of the model, since the reads that follow do not have the page.
 * @param withheld secrets that are not read, and that the description names
 */
export function toCatalogSchema(
  definition: StreamDefinition,
  fields: readonly FieldDefinition[],
  withheld: readonly FieldDefinition[] = [],
): JsonObject {
  const { fromPage, className, model, searchIndexed, cursor } = definition;
  const description = describeStream(definition, withheld);
  return {
    ...toStreamSchema(definition, fields),
    ...(description !== '' && { description }),
    ...(fromPage && { 'x-fluxx-page': { class: className, model, indexed: searchIndexed, cursor: cursor ?? null } }),
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
