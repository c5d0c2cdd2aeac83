import { converters, unfit } from './convert.ts';
import { ExactNumber } from './exact-number.ts';
import { isObject, type JsonValue } from './json.ts';
import { parseExactJson } from './parse-exact-json.ts';
import { repairs } from './repair-text.ts';
import type { FieldDefinition, Shape } from './stream-definition.ts';
import type { FieldChange } from './sync-event.ts';

/** Told of each value that could not be emitted as the server sent it. */
type OnChange = (change: FieldChange) => void;

/** What is emitted for a value; null where it does not fit. An `ExactNumber` in it is a number once it is serialised. */
type Conversion = (value: unknown, onChange: OnChange) => JsonValue;

/**
 * The conversion of one field, or of a member inside of one.
 * @param path what changes are told of: the property, and the members below it
 */
export function createConversion(path: string, { type, shape }: Pick<FieldDefinition, 'type' | 'shape'>): Conversion {
  const convert = shape ? convertShaped(path, shape) : converters[type];
  // The members of an object are repaired one by one.
  const repair = shape ? undefined : repairs[type];
  return (value, onChange) => {
    const converted = convert(value, onChange);
    if (converted === unfit) {
      onChange({ property: path, change: 'nulled' });
      return null;
    }
    const repaired = repair && converted !== null ? repair(converted, value) : converted;
    if (repaired !== converted) onChange({ property: path, change: 'repaired' });
    return repaired as JsonValue;
  };
}

/** From an object or its JSON text: the declared members alone, each in its type. `unfit` for what is no object. */
function convertShaped(
  path: string,
  { members }: Shape,
): (value: unknown, onChange: OnChange) => JsonValue | typeof unfit {
  const steps = members.map((member) => ({
    name: member.name,
    convert: createConversion(`${path}.${member.name}`, member),
  }));
  return (value, onChange) => {
    const object = typeof value === 'string' ? parseObject(value) : value;
    if (!isObject(object) || object instanceof ExactNumber) return unfit;
    return Object.fromEntries(
      steps.map(({ name, convert }) => {
        const given = Object.hasOwn(object, name) ? (object[name] ?? null) : null;
        return [name, given === null ? null : convert(given, onChange)];
      }),
    );
  };
}

function parseObject(text: string): unknown {
  try {
    return parseExactJson(text);
  } catch {
    return undefined;
  }
}
