import { stringifyExact } from '../../core/exact-number.ts';
import { isObject, type JsonObject, type JsonValue } from '../../core/json.ts';
import type { StreamRecord } from '../../core/record.ts';

/** A stream without nesting. */
export interface Flattened {
  readonly schema: JsonObject;
  /** The objects that are written as JSON text, for the names of their columns would not do. */
  readonly whole: readonly string[];
  readonly toRecord: (record: StreamRecord) => StreamRecord;
}

/** One column, and where its value is found in a record. */
interface Column {
  readonly name: string;
  readonly path: readonly string[];
  readonly schema: JsonObject;
  /** Whether the value is written as JSON text. */
  readonly isText: boolean;
}

/** How a stream is flattened. */
export interface Flattening {
  /** Down to how many levels objects are taken apart; 0: none is. */
  readonly maxDepth: number;
  /** What stands between the names of an object and of its member. */
  readonly separator: string;
  /** The longest name of a column, in characters. */
  readonly maxKeyLength: number;
}

/**
 * Takes objects apart into columns (`address__city`), down to `maxDepth` levels, as the Meltano SDK's taps do; arrays, and
 * objects below that, become JSON text. Two columns of one name would be one, few databases tell names apart by their case
 * alone, and they cut long ones: such an object stays whole, as JSON text.
 */
export function flattenStream(schema: JsonObject, { maxDepth, separator, maxKeyLength }: Flattening): Flattened {
  const properties = Object.entries(propertiesOf(schema) ?? {});
  const taken = new Set(properties.map(([name]) => name.toLowerCase()));
  const whole: string[] = [];
  const columns = properties.flatMap(([name, property]) => {
    const parts = toColumns([name], property, { depth: maxDepth, separator });
    const names = parts.map((part) => part.name.toLowerCase()).filter((part) => part !== name.toLowerCase());
    const isClear = new Set(names).size === names.length && !names.some((part) => taken.has(part));
    if (!isClear || names.some((part) => part.length > maxKeyLength)) {
      whole.push(name);
      return toColumns([name], property, { depth: 0, separator });
    }
    for (const part of names) taken.add(part);
    return parts;
  });
  return {
    schema: { ...schema, properties: Object.fromEntries(columns.map((column) => [column.name, column.schema])) },
    whole,
    toRecord: (record) => Object.fromEntries(columns.map((column) => [column.name, valueOf(record, column)])),
  };
}

function toColumns(
  path: readonly string[],
  schema: JsonValue | undefined,
  { depth, separator }: { readonly depth: number; readonly separator: string },
): readonly Column[] {
  const property = isJsonObject(schema) ? schema : {};
  const members = propertiesOf(property);
  if (members && depth > 0) {
    return Object.entries(members).flatMap(([name, member]) =>
      toColumns([...path, name], member, { depth: depth - 1, separator }),
    );
  }
  const isText = [property['type']].flat().some((type) => type === 'array' || type === 'object');
  const { items: _items, properties: _properties, ...rest } = property;
  return [
    { name: path.join(separator), path, schema: isText ? { ...rest, type: ['string', 'null'] } : property, isText },
  ];
}

function propertiesOf({ properties }: JsonObject): JsonObject | undefined {
  return isJsonObject(properties) && Object.keys(properties).length > 0 ? properties : undefined;
}

function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return isObject(value);
}

function valueOf(record: StreamRecord, { path, isText }: Column): JsonValue {
  let value: JsonValue | undefined = record;
  for (const name of path) value = isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  if (value === undefined || value === null) return null;
  return isText ? stringifyExact(value) : value;
}
