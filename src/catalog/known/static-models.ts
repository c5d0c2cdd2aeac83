import { isObject } from '../../core/json.ts';
import {
  type FieldDefinition,
  type FieldType,
  type ModelName,
  type SearchIndexed,
  type StreamDefinition,
  type StreamName,
  storedField,
} from '../../core/stream-definition.ts';
import { listPackageFolder, readPackageJson } from '../../platform/package-files.ts';

/** The names of all models that are known without asking an instance, sorted. */
export const staticModelNames: readonly StreamName[] = listPackageFolder('schemas').map(
  (file) => file.replace(/\.json$/, '') as StreamName,
);

const loaded = new Map<string, StreamDefinition>();

/** The definition of a model from `schemas/`, read when it is first asked for; `undefined` for a name that is not there. */
export function staticModel(name: string): StreamDefinition | undefined {
  if (!staticModelNames.some((known) => known === name)) return undefined;
  const definition = loaded.get(name) ?? toDefinition(name, readPackageJson(`schemas/${name}.json`));
  loaded.set(name, definition);
  return definition;
}

/** The schema files are generated and tested, so what is read here is what the generator wrote. */
function toDefinition(name: string, schema: unknown): StreamDefinition {
  if (!isObject(schema) || !isObject(schema['properties'])) throw new Error(`schemas/${name}.json is not a schema`);
  const fields = Object.entries(schema['properties']).map(([field, property]) => toField(field, property));
  return {
    name: name as StreamName,
    model: name as ModelName,
    className: String(schema['x-class']),
    title: String(schema['title']),
    searchIndexed: toSearchIndexed(schema['x-search-indexed']),
    primaryKey: ['id'],
    cursor: schema['x-cursor'] === 'updated_at' ? 'updated_at' : undefined,
    fields,
  };
}

function toSearchIndexed(value: unknown): SearchIndexed {
  return value === 'yes' || value === 'likely' || value === 'no' ? value : 'unknown';
}

function toField(name: string, property: unknown): FieldDefinition {
  const schema = isObject(property) ? property : {};
  const type = toFieldType(schema);
  const to = schema['x-to'];
  return {
    ...storedField(name, type),
    cost: toCost(schema, type),
    secret: schema['x-secret'] === true,
    ...(typeof to === 'string' && { relatedModel: to as ModelName }),
  };
}

/** The types that JSON schema can tell apart; what has no type of its own is taken for text. */
export function toFieldType(schema: Readonly<Record<string, unknown>>): FieldType {
  if (hasType(schema, 'array')) {
    return isObject(schema['items']) && hasType(schema['items'], 'integer') ? 'ids' : 'values';
  }
  if (hasType(schema, 'integer')) return 'integer';
  if (hasType(schema, 'number')) return 'number';
  if (hasType(schema, 'boolean')) return 'boolean';
  if (hasType(schema, 'object')) return 'json';
  if (schema['format'] === 'date-time') return 'datetime';
  return schema['format'] === 'date' ? 'date' : 'text';
}

function hasType(schema: Readonly<Record<string, unknown>>, name: string): boolean {
  const { type } = schema;
  return type === name || (Array.isArray(type) && type.includes(name));
}

/** What the server computes for each row, and what it collects from other tables, makes calls slow. */
function toCost(schema: Readonly<Record<string, unknown>>, type: FieldType): FieldDefinition['cost'] {
  if (type === 'ids') return 'to-many';
  return schema['x-kind'] === 'method' ? 'computed' : 'stored';
}
