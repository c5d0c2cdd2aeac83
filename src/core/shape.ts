import { converters, unfit } from './convert.ts';
import { ExactNumber } from './exact-number.ts';
import { toFieldType } from './field-schema.ts';
import { isObject, type JsonObject, type JsonValue } from './json.ts';
import { parseExactJson } from './parse-exact-json.ts';
import { repairs } from './repair-text.ts';
import type { Shape } from './stream-definition.ts';
import type { FieldChange } from './sync-event.ts';

/** What is declared deeper than this is JSON text. */
export const deepestShape = 50;

/**
 * What a schema declares of the inside of objects; `undefined` where it declares nothing, and the field stays JSON text.
 * Discovery declares none: only a catalog that its user has changed does.
 */
export function shapeOf(schema: Readonly<Record<string, unknown>>, depth = 1): Shape | undefined {
  const { properties } = schema;
  if (!isObject(properties) || toFieldType(schema) !== 'json' || depth > deepestShape) return undefined;
  const members = Object.entries(properties).map(([name, member]) => {
    const declared = isObject(member) ? member : {};
    return { name, type: toFieldType(declared), shape: shapeOf(declared, depth + 1) };
  });
  return members.length > 0 ? { members } : undefined;
}

/** Told of each member that could not be emitted as the server sent it. */
type OnChange = (change: FieldChange) => void;

/** As `Converted`; where an object holds numbers that a double does not, they are an `ExactNumber`. */
type Convert = (value: unknown, onChange: OnChange) => JsonObject | typeof unfit;

/**
 * The conversion of a field to the objects that are declared, from an object or its JSON text: the declared members alone,
 * each in its type. `unfit` for what is no object.
 */
export function convertShaped(property: string, { members }: Shape): Convert {
  const steps = members.map(({ name, type, shape }) => {
    const path = `${property}.${name}`;
    const convert = shape ? convertShaped(path, shape) : converters[type];
    return { name, path, convert, repair: shape ? undefined : repairs[type] };
  });
  return (value, onChange) => {
    const object = typeof value === 'string' ? parseObject(value) : value;
    if (!isObject(object) || object instanceof ExactNumber) return unfit;
    return Object.fromEntries(
      steps.map(({ name, path, convert, repair }): [string, JsonValue] => {
        const given = Object.hasOwn(object, name) ? (object[name] ?? null) : null;
        const converted = given === null ? null : convert(given, onChange);
        if (converted === null || converted === unfit) {
          if (converted === unfit) onChange({ property: path, change: 'nulled' });
          return [name, null];
        }
        const repaired = repair ? repair(converted, given) : converted;
        if (repaired !== converted) onChange({ property: path, change: 'repaired' });
        return [name, repaired as JsonValue]; // an ExactNumber is a number once it is serialised
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
