import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The configuration of a command.
 * @throws ConnectorError FILE_UNREADABLE, FILE_NOT_JSON, CONFIG_INVALID
 */
export async function openConfig(places: readonly string[], surroundings: Surroundings): Promise<Config> {
  const schema = surroundings.spec.connectionSpecification;
  const settings = await loadConfig(places, surroundings.environment, schema.properties);
  return parseConfig(settings, { schema, defaultUserAgent: `tap-fluxx/${surroundings.version}` });
}
