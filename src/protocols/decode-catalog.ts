import { isObject } from '../core/json.ts';
import type { Log } from '../core/logger.ts';
import type { StreamSelection } from '../core/selected-stream.ts';
import { decodeAirbyteCatalog } from './airbyte/decode-catalog.ts';
import { catalogError } from './catalog-error.ts';
import { decodeSingerCatalog } from './singer/decode-catalog.ts';

/** What an entry of a Singer catalog never has. */
const airbyteKeys = ['json_schema', 'sync_mode', 'destination_sync_mode'];

/**
 * Reads a catalog of either protocol, recognised by its shape: a configured or discovered Airbyte catalog (also as a
 * CATALOG message), or a Singer one. What it asks for and cannot have is told in the log.
 * @throws ConnectorError CATALOG_INVALID
 */
export function decodeCatalog(value: unknown, log: Log): readonly StreamSelection[] {
  const catalog = isObject(value) && isObject(value['catalog']) ? value['catalog'] : value;
  const streams = isObject(catalog) ? catalog['streams'] : undefined;
  if (!Array.isArray(streams)) throw catalogError('it has no list `streams`');
  const entries = streams.map((entry: unknown, index) => {
    if (!isObject(entry)) throw catalogError(`entry ${index + 1} of \`streams\` is not an object`);
    return entry;
  });
  const isAirbyte = entries.every((entry) => isObject(entry['stream']) || airbyteKeys.some((key) => key in entry));
  const selections = isAirbyte ? decodeAirbyteCatalog(entries, log) : decodeSingerCatalog(entries, log);
  const names = selections.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw catalogError(`stream ${repeated} is in it twice`);
  return selections;
}
