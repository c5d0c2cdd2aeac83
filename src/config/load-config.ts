import { isObject } from '../core/json.ts';
import { readJsonFile } from '../platform/json-file.ts';
import { configError } from './config-error.ts';

/** The prefix of settings in the environment, as Meltano and the Singer SDK write them. */
const prefix = 'TAP_FLUXX_';

/**
 * Reads the settings from every place named, later ones winning. `ENV` names the environment, which is read only when
 * it is named: Meltano always exports every setting, and a stale one must not override a file.
 * @param properties the schema of the settings by name, to know what text in the environment stands for
 * @throws ConnectorError FILE_UNREADABLE, FILE_NOT_JSON, CONFIG_INVALID
 */
export async function loadConfig(
  places: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  properties: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  let settings: Readonly<Record<string, unknown>> = {};
  for (const place of places) {
    const more =
      place === 'ENV' ? fromEnvironment(environment, properties) : await readJsonFile(place, 'configuration');
    if (!isObject(more)) throw configError([{ setting: undefined, problem: `${place} does not hold a JSON object` }]);
    settings = { ...settings, ...more };
  }
  return settings;
}

function fromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  properties: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const text = environment[`${prefix}${name.toUpperCase()}`];
    if (text === undefined || text === '') continue;
    found[name] = isObject(schema) && schema['type'] === 'array' ? toList(text) : text;
  }
  return found;
}

/** A JSON list, or entries on lines or between blanks: `model:field,field` holds commas itself. */
function toList(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text.split(/\s+/).filter((entry) => entry !== '');
  }
}
