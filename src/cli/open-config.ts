import { didYouMean } from '../config/closest-name.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The configuration of a command. Settings that do not exist are warned about first: a mistyped name explains a fault.
 * @throws ConnectorError FILE_UNREADABLE, FILE_NOT_JSON, CONFIG_INVALID
 */
export async function openConfig(places: readonly string[], surroundings: Surroundings): Promise<Config> {
  const schema = surroundings.spec.connectionSpecification;
  const { settings, unknown } = await loadConfig(places, surroundings.environment, Object.keys(schema.properties));
  for (const { name, place, meant } of unknown) {
    surroundings.log('warn', `${place}: unknown setting ${name}${didYouMean(meant)}`);
  }
  const rules = { schema, defaultUserAgent: `tap-fluxx/${surroundings.version}` };
  return parseConfig(settings, rules, surroundings.log);
}
