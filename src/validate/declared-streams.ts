import { isObject } from '../core/json.ts';
import { streamNameOf } from './airbyte/stream-life.ts';
import type { Fields } from './fields.ts';
import { quote } from './quote.ts';
import { type Desk, fault } from './rule.ts';
import { createSchemaCompiler, type RecordCheck, type SchemaCompiler } from './schema-compiler.ts';
import type { Tally } from './tally.ts';
import { isTimestamp } from './timestamp-format.ts';

/** A stream that a catalog declares. */
export interface DeclaredStream {
  /** Whether an Airbyte catalog configures it, so that a run must tell of it; any other stream need not be read. */
  readonly configured: boolean;
  /** The schemas of the properties by name; missing when the catalog does not list them. */
  readonly properties?: Fields;
  readonly check?: RecordCheck;
}

/** The streams of a catalog by name. */
export type DeclaredStreams = ReadonlyMap<string, DeclaredStream>;

/**
 * Reads an Airbyte catalog, configured or discovered, the CATALOG message that holds it, or a Singer catalog. Nothing,
 * and a fault, when it is none.
 */
export function readDeclaredStreams(catalog: unknown, tally: Tally): DeclaredStreams | undefined {
  const inner = isObject(catalog) && isObject(catalog['catalog']) ? catalog['catalog'] : catalog;
  const entries = isObject(inner) ? inner['streams'] : undefined;
  if (!Array.isArray(entries)) {
    tally.fault({ line: 0 }, { rule: 'catalog-unreadable', message: 'The catalog has no list "streams".' });
    return undefined;
  }
  const compile = createSchemaCompiler(isTimestamp);
  const streams = new Map<string, DeclaredStream>();
  for (const entry of entries.filter(isObject)) {
    const configured = isObject(entry['stream']);
    const stream = isObject(entry['stream']) ? entry['stream'] : entry;
    // Airbyte's names for these fields are followed by Singer's.
    const name = streamNameOf(stream['name'] ?? stream['stream'] ?? stream['tap_stream_id'], stream['namespace']);
    if (name === undefined) continue;
    const schema = stream['json_schema'] ?? stream['schema'];
    streams.set(name, { configured, ...readSchema(schema, compile, { tally, place: { line: 0, stream: name } }) });
  }
  return streams;
}

function readSchema(
  schema: unknown,
  compile: SchemaCompiler,
  desk: Desk,
): Pick<DeclaredStream, 'properties' | 'check'> {
  if (!isObject(schema) || !isObject(schema['properties'])) return {};
  const { properties } = schema;
  const compiled = compile(schema);
  if (compiled.kind === 'compiled') return { properties, check: compiled.check };
  fault(desk, 'catalog-schema-invalid', `No draft-07 schema: ${quote(compiled.reason)}`);
  return { properties };
}

/** Files a fault for every configured stream of which a run that read streams (`read`, by name) told nothing. */
export function checkAllRead(
  declared: DeclaredStreams | undefined,
  read: ReadonlyMap<string, unknown>,
  { tally, place }: Desk,
): void {
  if (read.size === 0) return;
  for (const [stream, { configured }] of declared ?? []) {
    if (!configured || read.has(stream)) continue;
    const message = 'The catalog asks for it, but nothing came of it.';
    tally.fault({ ...place, stream }, { rule: 'stream-not-read', message });
  }
}

/** Files a fault when there is a catalog and it lacks the stream. */
export function checkDeclared(declared: DeclaredStreams | undefined, stream: string, desk: Desk): void {
  if (declared?.has(stream) === false) fault(desk, 'stream-undeclared', 'The catalog does not have this stream.');
}
