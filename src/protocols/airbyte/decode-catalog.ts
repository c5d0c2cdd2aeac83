import { pageIn } from '../../core/catalog-schema.ts';
import { isObject } from '../../core/json.ts';
import type { Log } from '../../core/logger.ts';
import type { SelectedProperty, StreamSelection, SyncMode } from '../../core/selected-stream.ts';
import type { StreamName } from '../../core/stream-definition.ts';
import { catalogError } from '../catalog-error.ts';
import { warnOfCursor } from '../warn-of-cursor.ts';

type Entry = Readonly<Record<string, unknown>>;

/** Entries of a configured catalog, or of a discovered one: then every stream, incremental where it can be. */
export function decodeAirbyteCatalog(entries: readonly Entry[], log: Log): readonly StreamSelection[] {
  return entries.map((entry, index) => {
    const stream = isObject(entry['stream']) ? entry['stream'] : entry;
    const name = stream['name'];
    if (typeof name !== 'string' || name === '') throw catalogError(`entry ${index + 1} of \`streams\` has no name`);
    const mode = decodeMode({ entry, stream, name }, log);
    const cursor = entry['cursor_field'];
    if (mode === 'incremental' && Array.isArray(cursor)) warnOfCursor(name, cursor.join('.'), log);
    return {
      name: name as StreamName,
      namespace: decodeNamespace(stream['namespace'], name),
      mode,
      properties: decodeProperties(stream),
      page: pageIn(stream['json_schema']),
    };
  });
}

function decodeNamespace(namespace: unknown, name: string): string | undefined {
  if (namespace === undefined || namespace === null || namespace === '') return undefined;
  if (typeof namespace !== 'string') throw catalogError(`stream ${name} has a namespace that is no text`);
  return namespace;
}

function decodeMode(
  { entry, stream, name }: { readonly entry: Entry; readonly stream: Entry; readonly name: string },
  log: Log,
): SyncMode {
  if (entry === stream) {
    const modes = stream['supported_sync_modes'];
    return Array.isArray(modes) && modes.includes('incremental') ? 'incremental' : 'full';
  }
  if ((entry['sync_mode'] ?? undefined) === undefined) {
    log('warn', `${name} is read in full, for the catalog says no sync_mode`);
    return 'full';
  }
  const mode = entry['sync_mode'];
  if (mode !== 'incremental' && mode !== 'full_refresh')
    throw catalogError(`stream ${name} has a sync_mode that is not known`);
  return mode === 'incremental' ? 'incremental' : 'full';
}

/** The platform leaves out of `json_schema` what the user did not select. */
function decodeProperties(stream: Entry): readonly SelectedProperty[] | 'all' {
  const schema = stream['json_schema'];
  const properties = isObject(schema) ? schema['properties'] : undefined;
  if (!isObject(properties) || Object.keys(properties).length === 0) return 'all';
  return Object.entries(properties).map(([name, property]) => ({ name, schema: isObject(property) ? property : {} }));
}
