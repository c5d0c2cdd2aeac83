import { isObject, type JsonObject } from './json.ts';
import type { FieldDefinition, FieldType, Shape, StreamDefinition } from './stream-definition.ts';

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

/** The schema of objects whose members are declared. */
function toShapeSchema({ members }: Shape): JsonObject {
  return {
    type: ['object', 'null'],
    properties: Object.fromEntries(
      members.map(({ name, type, shape }) => [name, shape ? toShapeSchema(shape) : schemas[type]]),
    ),
  };
}

/** What a property of that type may hold. The key is never null: every record has one. */
export function typeSchema(name: string, type: FieldType): JsonObject {
  return name === 'id' ? { type: 'integer' } : schemas[type];
}

/** Where a property is not called like its field, the schema keeps what the API is to be asked for. */
const ownNameKey = 'x-fluxx-name';

/** The schema of one emitted property, with what is known of its field. */
export function toPropertySchema(field: FieldDefinition): JsonObject {
  const schema = field.shape ? toShapeSchema(field.shape) : typeSchema(field.name, field.type);
  const description = describeField(field);
  return {
    ...schema,
    ...(field.title !== undefined && { title: field.title }),
    ...(description !== undefined && { description }),
    ...(field.name !== field.property && { [ownNameKey]: field.name }),
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

/** The field's own name that a property's schema keeps; `undefined` where it keeps none. */
export function ownNameIn(schema: Readonly<Record<string, unknown>>): string | undefined {
  const name = schema[ownNameKey];
  return typeof name === 'string' ? name : undefined;
}

/** The types that JSON schema can tell apart; what has no type of its own, or several, is taken for text. */
export function toFieldType(schema: Readonly<Record<string, unknown>>): FieldType {
  const type = onlyTypeIn(schema);
  if (type === 'array') {
    return isObject(schema['items']) && onlyTypeIn(schema['items']) === 'integer' ? 'ids' : 'values';
  }
  if (type === 'integer' || type === 'number' || type === 'boolean') return type;
  if (type === 'object') return 'json';
  if (type === undefined) return 'text';
  if (schema['format'] === 'date-time') return 'datetime';
  return schema['format'] === 'date' ? 'date' : 'text';
}

/** `undefined` where there are several: text holds whatever comes, and any of them would lose what is of the others. */
function onlyTypeIn({ type = 'string' }: Readonly<Record<string, unknown>>): unknown {
  const types = new Set([type].flat().filter((name) => name !== 'null'));
  // Every integer is a number.
  if (types.has('number')) types.delete('integer');
  return types.size > 1 ? undefined : ([...types][0] ?? 'string');
}
