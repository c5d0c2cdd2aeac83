import { toFieldType } from '../../core/field-schema.ts';
import { isObject } from '../../core/json.ts';
import {
  type FieldDefinition,
  type FieldType,
  type ModelName,
  type StreamDefinition,
  type StreamName,
  storedField,
  toSearchIndexed,
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

/** What the server computes for each row, and what it collects from other tables, makes calls slow. */
function toCost(schema: Readonly<Record<string, unknown>>, type: FieldType): FieldDefinition['cost'] {
  if (type === 'ids') return 'to-many';
  return schema['x-kind'] === 'method' ? 'computed' : 'stored';
}
