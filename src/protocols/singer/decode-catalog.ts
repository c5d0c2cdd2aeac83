import { pageIn } from '../../core/catalog-schema.ts';
import { isObject } from '../../core/json.ts';
import type { Log } from '../../core/logger.ts';
import type { SelectedProperty, StreamSelection, SyncMode } from '../../core/selected-stream.ts';
import { deepestShape } from '../../core/shape.ts';
import type { StreamName } from '../../core/stream-definition.ts';
import { catalogError } from '../catalog-error.ts';
import { warnOfCursor } from '../warn-of-cursor.ts';

type Entry = Readonly<Record<string, unknown>>;

/** The selected streams of a Singer catalog, with the selected ones of their properties. */
export function decodeSingerCatalog(entries: readonly Entry[], log: Log): readonly StreamSelection[] {
  return entries.flatMap((entry, index) => {
    const name = entry['tap_stream_id'] ?? entry['stream'];
    if (typeof name !== 'string' || name === '')
      throw catalogError(`entry ${index + 1} of \`streams\` has no tap_stream_id`);
    const metadata = decodeMetadata(entry, name);
    const root = metadata.get(toKey([])) ?? {};
    if (!isSelected({ ...legacySelection(entry), ...root }, 'unselected')) return [];
    const mode = decodeMode(name, { entry, root }, log);
    warnOfKeys(name, entry['key_properties'] ?? root['table-key-properties'], log);
    if (mode === 'incremental') warnOfCursor(name, root['replication-key'] ?? entry['replication_key'], log);
    const properties = decodeProperties(entry, metadata);
    return [{ name: name as StreamName, mode, properties, page: pageIn(entry['schema']) }];
  });
}

/** Metadata by breadcrumb. */
function decodeMetadata(entry: Entry, name: string): ReadonlyMap<string, Entry> {
  const list = entry['metadata'] ?? [];
  if (!Array.isArray(list)) throw catalogError(`the metadata of stream ${name} is not a list`);
  const found = new Map<string, Entry>();
  for (const item of list as readonly unknown[]) {
    if (!isObject(item) || !Array.isArray(item['breadcrumb']) || !isObject(item['metadata'])) {
      throw catalogError(`the metadata of stream ${name} has an entry without breadcrumb or metadata`);
    }
    found.set(toKey(item['breadcrumb']), item['metadata']);
  }
  return found;
}

/** Names may hold any sign, so joining them with one would make one key of two. */
function toKey(breadcrumb: readonly unknown[]): string {
  return JSON.stringify(breadcrumb);
}

/** Before metadata, `selected` stood on the entry and inside its schema. */
function legacySelection(entry: Entry): Entry {
  const schema = isObject(entry['schema']) ? entry['schema'] : {};
  const selected = entry['selected'] ?? schema['selected'];
  return selected === undefined ? {} : { selected };
}

/** The order that the Meltano SDK resolves selection in: unsupported, automatic, explicit, default, then the parent's. */
function isSelected(metadata: Entry, parent: 'selected' | 'unselected'): boolean {
  if (metadata['inclusion'] === 'unsupported') return false;
  if (metadata['inclusion'] === 'automatic') return true;
  const explicit = toBoolean(metadata['selected']) ?? toBoolean(metadata['selected-by-default']);
  return explicit ?? parent === 'selected';
}

/** Catalogs are edited by hand: there, and from YAML, `true` may be text. */
function toBoolean(value: unknown): boolean | undefined {
  const word = typeof value === 'string' ? value.toLowerCase() : value;
  if (word === true || word === 'true') return true;
  return word === false || word === 'false' ? false : undefined;
}

/**
 * `replication-method` is the user's, and discovery writes only the two others. Meltano turns a null into `{}`, which
 * says nothing.
 */
function decodeMode(
  name: string,
  { entry, root }: { readonly entry: Entry; readonly root: Entry },
  log: Log,
): SyncMode {
  const methods = [root['replication-method'], entry['replication_method'], root['forced-replication-method']];
  const method = methods.find((known) => typeof known === 'string')?.toUpperCase() ?? 'INCREMENTAL';
  if (method === 'FULL_TABLE') return 'full';
  if (method !== 'INCREMENTAL') {
    log('warn', `${name}: there is no replication method ${method}; it is read as INCREMENTAL`);
  }
  return 'incremental';
}

function warnOfKeys(name: string, keys: unknown, log: Log): void {
  if (!Array.isArray(keys) || keys.length === 0 || keys.join() === 'id') return;
  log('warn', `${name}: the catalog asks for the key ${keys.join(', ')}; id is used, the only one there is`);
}

function decodeProperties(entry: Entry, metadata: ReadonlyMap<string, Entry>): readonly SelectedProperty[] | 'all' {
  const schema = isObject(entry['schema']) ? entry['schema'] : {};
  if (!isObject(schema['properties'])) return 'all';
  return selectProperties(schema['properties'], [], metadata);
}

/** The selected properties of an object, each without what is not selected inside of it. */
function selectProperties(
  properties: Entry,
  parents: readonly string[],
  metadata: ReadonlyMap<string, Entry>,
): readonly SelectedProperty[] {
  return Object.entries(properties).flatMap(([name, property]) => {
    const schema = isObject(property) ? property : {};
    const breadcrumb = [...parents, 'properties', name];
    const own = metadata.get(toKey(breadcrumb)) ?? legacySelection({ schema });
    if (!isSelected(own, 'selected')) return [];
    const inner = schema['properties'];
    const isWhole = !isObject(inner) || Object.keys(inner).length === 0 || breadcrumb.length > 2 * deepestShape;
    if (isWhole) return [{ name, schema }];
    const members = selectProperties(inner, breadcrumb, metadata);
    // An object of which nothing is wanted is not wanted.
    if (members.length === 0) return [];
    return [{ name, schema: { ...schema, properties: toEntry(members) } }];
  });
}

function toEntry(properties: readonly SelectedProperty[]): Entry {
  return Object.fromEntries(properties.map(({ name, schema }) => [name, schema]));
}
