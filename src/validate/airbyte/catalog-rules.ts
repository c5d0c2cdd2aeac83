import { isObject } from '../../core/json.ts';
import { type Fields, isAbsent, isTextList, own } from '../fields.ts';
import { quote, quoteAll } from '../quote.ts';
import { applyRules, fault, type Rule } from '../rule.ts';
import { createSchemaCompiler } from '../schema-compiler.ts';
import { isTimestamp } from '../timestamp-format.ts';
import type { PayloadHandler } from './airbyte-run.ts';
import { streamNameOf } from './stream-life.ts';

const syncModes: ReadonlySet<unknown> = new Set(['full_refresh', 'incremental']);
const forbidden = ['$ref', 'allOf', 'not'];

/** What a stream of a CATALOG must be. */
const catalogStreamRules: readonly Rule<Fields>[] = [
  {
    id: 'catalog-schema-without-properties',
    breach: ({ json_schema: schema }) =>
      isObject(schema) && isObject(schema['properties']) ? undefined : 'json_schema must have properties.',
  },
  {
    id: 'catalog-schema-forbidden-keyword',
    breach: ({ json_schema: schema }) => {
      const found = forbidden.filter((keyword) => isObject(schema) && usesKeyword(schema, keyword));
      return found.length === 0 ? undefined : `json_schema uses ${quoteAll(found)}.`;
    },
  },
  {
    id: 'catalog-sync-modes',
    breach: ({ supported_sync_modes: modes }) =>
      Array.isArray(modes) && modes.length > 0 && modes.every((mode) => syncModes.has(mode))
        ? undefined
        : 'supported_sync_modes must list full_refresh, incremental or both.',
  },
  {
    id: 'catalog-primary-key',
    breach: ({ source_defined_primary_key: paths, json_schema: schema }) =>
      isAbsent(paths) || (Array.isArray(paths) && paths.every((path) => pathExists(schema, path)))
        ? undefined
        : 'source_defined_primary_key must be a list of paths that the schema has.',
  },
  {
    id: 'catalog-cursor',
    breach: ({ default_cursor_field: path, json_schema: schema }) =>
      isAbsent(path) || (Array.isArray(path) && path.length === 0) || pathExists(schema, path)
        ? undefined
        : 'default_cursor_field must be a path that the schema has.',
  },
  {
    id: 'catalog-resumable',
    breach: ({ is_resumable: isResumable, source_defined_cursor: isDefined }) =>
      isResumable === true && isDefined !== true
        ? 'A stream with is_resumable must set source_defined_cursor.'
        : undefined,
  },
];

/** Checks a CATALOG, stream by stream. */
export const onCatalog: PayloadHandler = (_run, { streams }, unnamed) => {
  if (!Array.isArray(streams) || streams.length === 0) {
    fault(unnamed, 'catalog-without-streams', 'streams must be a list of at least one stream.');
    return;
  }
  const compile = createSchemaCompiler(isTimestamp);
  const seen = new Set<string>();
  for (const entry of streams) {
    const stream: Fields = isObject(entry) ? entry : {};
    const name = streamNameOf(stream['name'], stream['namespace']);
    if (name === undefined) {
      fault(unnamed, 'catalog-stream-without-name', 'A stream has no name (a text of at most 255 characters).');
      continue;
    }
    const desk = { ...unnamed, place: { ...unnamed.place, stream: name } };
    if (seen.size === seen.add(name).size) fault(desk, 'catalog-stream-twice', 'The name occurs more than once.');
    if (!applyRules(catalogStreamRules, stream, desk) || !isObject(stream['json_schema'])) continue;
    const compiled = compile(stream['json_schema']);
    if (compiled.kind === 'rejected')
      fault(desk, 'catalog-schema-invalid', `No draft-07 schema: ${quote(compiled.reason)}`);
  }
};

/** Follows a path of property names down a schema. */
function pathExists(schema: unknown, path: unknown): boolean {
  if (!isTextList(path) || path.length === 0) return false;
  const end = path.reduce<unknown>((node, name) => {
    const properties = isObject(node) ? node['properties'] : undefined;
    return isObject(properties) ? own(properties, name) : undefined;
  }, schema);
  return end !== undefined;
}

/** Whether a schema uses a keyword at any depth; a property that is called like it does not count. */
function usesKeyword(schema: Fields, keyword: string): boolean {
  if (Object.hasOwn(schema, keyword)) return true;
  const { properties, items } = schema;
  const inner = [...Object.values(isObject(properties) ? properties : {}), items];
  return inner.some((node) => isObject(node) && usesKeyword(node, keyword));
}
