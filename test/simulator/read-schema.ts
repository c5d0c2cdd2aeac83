import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Field, FieldType } from './field.ts';
import { isArray, isObject, type Json, type JsonObject, parseJson, toText } from './json.ts';
import { projectRoot } from './project-root.ts';

/** What the simulator takes from one of the project's model schemas. */
export type ModelSchema = {
  readonly className: string;
  readonly indexed: boolean;
  readonly fields: readonly Field[];
};

const cache = new Map<string, ModelSchema | undefined>();

function typeNames(type: Json | undefined): readonly Json[] {
  return isArray(type) ? type : type === undefined ? [] : [type];
}

function fieldType(property: JsonObject): FieldType {
  const names = typeNames(property['type']);
  if (property['format'] === 'date') return 'date';
  if (property['format'] === 'date-time') return 'date-time';
  if (names.includes('array')) {
    const items = property['items'];
    return isObject(items) && typeNames(items['type']).includes('integer') ? 'ids' : 'json';
  }
  const known: readonly FieldType[] = ['integer', 'number', 'boolean', 'string'];
  return known.find((name) => names.includes(name)) ?? 'json';
}

function toField(name: string, property: JsonObject): Field {
  const to = property['x-to'];
  return {
    name,
    type: fieldType(property),
    ...(typeof to === 'string' ? { to } : {}),
    ...(property['x-long'] === true ? { long: true } : {}),
  };
}

function toSchema(schema: JsonObject): ModelSchema {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const indexed = schema['x-search-indexed'];
  return {
    className: toText(schema['x-class'] ?? ''),
    indexed: indexed === 'yes' || indexed === 'likely',
    fields: Object.entries(properties).flatMap(([name, property]) =>
      isObject(property) ? [toField(name, property)] : [],
    ),
  };
}

function load(model: string): ModelSchema | undefined {
  const path = join(projectRoot(), 'schemas', `${model}.json`);
  if (!/^[a-z0-9_]+$/.test(model) || !existsSync(path)) return undefined;
  const schema = parseJson(readFileSync(path, 'utf8'));
  return isObject(schema) ? toSchema(schema) : undefined;
}

/** The schema of a core model, or `undefined` where the project has none of that name. */
export function readSchema(model: string): ModelSchema | undefined {
  if (!cache.has(model)) cache.set(model, load(model));
  return cache.get(model);
}
