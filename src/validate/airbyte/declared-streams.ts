import { isObject } from '../../core/json.ts';
import type { Fields } from '../fields.ts';
import type { RecordCheck, SchemaCompiler } from '../schema-compiler.ts';
import { streamNameOf } from './stream-life.ts';

/** A stream that a catalog declares. */
export interface DeclaredStream {
  /** Whether the catalog configures it, so that a run must tell how it ended; a discovered stream need not be read. */
  readonly configured: boolean;
  /** The names of the properties; missing when the catalog does not list them. */
  readonly properties?: Fields;
  readonly check?: RecordCheck;
}

/** The streams of a catalog by name, or nothing when it is no catalog. */
export type DeclaredStreams = ReadonlyMap<string, DeclaredStream>;

/** Reads a configured catalog, a discovered one, or the CATALOG message that holds it. */
export function readDeclaredStreams(catalog: unknown, compile: SchemaCompiler): DeclaredStreams | undefined {
  if (!isObject(catalog)) return undefined;
  const { streams: entries } = isObject(catalog['catalog']) ? catalog['catalog'] : catalog;
  if (!Array.isArray(entries)) return undefined;
  const streams = new Map<string, DeclaredStream>();
  for (const entry of entries.filter(isObject)) {
    const configured = isObject(entry['stream']);
    const stream = isObject(entry['stream']) ? entry['stream'] : entry;
    const name = streamNameOf(stream['name'], stream['namespace']);
    if (name !== undefined) streams.set(name, { configured, ...readSchema(stream['json_schema'], compile) });
  }
  return streams;
}

function readSchema(schema: unknown, compile: SchemaCompiler): Pick<DeclaredStream, 'properties' | 'check'> {
  if (!isObject(schema) || !isObject(schema['properties'])) return {};
  const compiled = compile(schema);
  return { properties: schema['properties'], ...(compiled.kind === 'compiled' ? { check: compiled.check } : {}) };
}
