import { isObject } from '../core/json.ts';
import { readJsonFile } from '../platform/json-file.ts';
import type { Settings } from './config.ts';
import { configError } from './config-error.ts';
import { type UnknownSetting, unknownSettings } from './unknown-settings.ts';

/** The prefix of settings in the environment, as Meltano and the Singer SDK write them. */
const prefix = 'TAP_FLUXX_';

/** Begin like settings, and are none: they say how the log looks, and how much of it there is. */
const ofTheLog: readonly string[] = ['LOGLEVEL', 'METRICS_LOGLEVEL', 'LOG_FORMAT'].map((name) => prefix + name);

/** What the places hold together, and what of it stands for nothing. */
export interface LoadedSettings {
  readonly settings: Settings;
  readonly unknown: readonly UnknownSetting[];
}

/**
 * Reads the settings from every place named, later ones winning. `ENV` names the environment, which is read only when
 * it is named: Meltano always exports every setting, and a stale one must not override a file.
 * @param known the names of the settings that there are
 * @throws ConnectorError FILE_UNREADABLE, FILE_NOT_JSON, CONFIG_INVALID
 */
export async function loadConfig(
  places: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  known: readonly string[],
): Promise<LoadedSettings> {
  let settings: Settings = {};
  const unknown: UnknownSetting[] = [];
  for (const place of places) {
    const found = place === 'ENV' ? fromEnvironment(environment) : await readJsonFile(place, 'configuration');
    if (!isObject(found)) throw configError([{ setting: undefined, problem: `${place} does not hold a JSON object` }]);
    const more = withoutNulls(found);
    unknown.push(...unknownSettings(more, place, known));
    settings = { ...settings, ...more };
  }
  return { settings, unknown };
}

/** Orchestrators write null for what was left open; as a value, it would wipe the one of an earlier place. */
function withoutNulls(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null));
}

/** An empty variable counts as one that is not set. */
function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Settings {
  const isSetting = ([name, text]: readonly [string, string | undefined]): boolean =>
    name.startsWith(prefix) && !ofTheLog.includes(name) && text !== undefined && text !== '';
  const found = Object.entries(environment).filter(isSetting);
  return Object.fromEntries(found.map(([name, text]) => [name.slice(prefix.length).toLowerCase(), text]));
}
