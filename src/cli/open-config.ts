import { didYouMean } from '../config/closest-name.ts';
import type { Config, Settings } from '../config/config.ts';
import { expandUri } from '../config/expand-uri.ts';
import { type LoadedSettings, loadConfig } from '../config/load-config.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The configuration of a command. Settings that do not exist are warned about first: a mistyped name explains a fault.
 * @throws ConnectorError FILE_UNREADABLE, FILE_NOT_JSON, CONFIG_INVALID
 */
export async function openConfig(places: readonly string[], surroundings: Surroundings): Promise<Config> {
  const known = Object.keys(surroundings.spec.connectionSpecification.properties);
  return judgeSettings(await loadConfig(places, surroundings.environment, known), surroundings);
}

/** What judging settings needs. */
type Judging = Pick<Surroundings, 'spec' | 'redactor' | 'log' | 'version'>;

/** The configuration that settings make. @throws ConnectorError CONFIG_INVALID */
export function judgeSettings({ settings, unknown }: LoadedSettings, surroundings: Judging): Config {
  const schema = surroundings.spec.connectionSpecification;
  // Before anything is said of them: what is wrong with a configuration may be a secret in the wrong place.
  for (const secret of secretsOf(settings)) surroundings.redactor.add(secret);
  for (const { name, place, meant } of unknown) {
    surroundings.log('warn', `${place}: unknown setting ${toShown(name)}${didYouMean(meant)}`);
  }
  const rules = { schema, defaultUserAgent: `tap-fluxx/${surroundings.version}` };
  return parseConfig(settings, rules, surroundings.log);
}

/** The credentials that settings hold, alone or in a URI, as they are and as they are used. */
function secretsOf(given: Settings): readonly string[] {
  return [given, expandUri(given).settings].flatMap(({ client_id: id, client_secret: secret }) =>
    [id, secret].filter((value) => typeof value === 'string').flatMap((text) => [text, text.trim()]),
  );
}

/** Whoever writes `client_secret=...` for the name of a setting finds the name in the log, and no more. */
function toShown(name: string): string {
  const shown = /^[^\s=:]{0,60}[=:]?/.exec(name)?.[0] ?? '';
  return shown === name ? name : `${shown}...`;
}
