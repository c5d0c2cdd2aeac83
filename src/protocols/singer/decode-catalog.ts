import { pageIn } from '../../core/catalog-schema.ts';
import { isObject } from '../../core/json.ts';
import type { Log } from '../../core/logger.ts';
import type { SelectedProperty, StreamSelection, SyncMode } from '../../core/selected-stream.ts';
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
    const root = metadata.get('') ?? {};
    if (!isSelected({ ...legacySelection(entry), ...root }, 'unselected')) return [];
    const mode = decodeMode(entry, root);
    if (mode === 'incremental') warnOfCursor(name, root['replication-key'] ?? entry['replication_key'], log);
    const properties = decodeProperties(entry, metadata);
    return [{ name: name as StreamName, mode, properties, page: pageIn(entry['schema']) }];
  });
}

/** Metadata by breadcrumb, its parts joined. */
function decodeMetadata(entry: Entry, name: string): ReadonlyMap<string, Entry> {
  const list = entry['metadata'] ?? [];
  if (!Array.isArray(list)) throw catalogError(`the metadata of stream ${name} is not a list`);
  const found = new Map<string, Entry>();
  for (const item of list as readonly unknown[]) {
    if (!isObject(item) || !Array.isArray(item['breadcrumb']) || !isObject(item['metadata'])) {
      throw catalogError(`the metadata of stream ${name} has an entry without breadcrumb or metadata`);
    }
    found.set(item['breadcrumb'].join('.'), item['metadata']);
  }
  return found;
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
  const explicit = metadata['selected'] ?? metadata['selected-by-default'];
  return typeof explicit === 'boolean' ? explicit : parent === 'selected';
}

/**
 * `replication-method` is the user's, and discovery writes only the two others. Meltano turns a null into `{}`, which
 * says nothing.
 */
function decodeMode(entry: Entry, root: Entry): SyncMode {
  const methods = [root['replication-method'], entry['replication_method'], root['forced-replication-method']];
  return methods.find((method) => typeof method === 'string') === 'FULL_TABLE' ? 'full' : 'incremental';
}

function decodeProperties(entry: Entry, metadata: ReadonlyMap<string, Entry>): readonly SelectedProperty[] | 'all' {
  const schema = isObject(entry['schema']) ? entry['schema'] : {};
  const properties = schema['properties'];
  if (!isObject(properties)) return 'all';
  return Object.entries(properties).flatMap(([name, property]) => {
    const propertySchema = isObject(property) ? property : {};
    const own = metadata.get(`properties.${name}`) ?? legacySelection({ schema: propertySchema });
    return isSelected(own, 'selected') ? [{ name, schema: propertySchema }] : [];
  });
}
