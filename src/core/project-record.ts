import { converters, unfit } from './convert.ts';
import type { JsonValue } from './json.ts';
import type { RawRow, StreamRecord } from './record.ts';
import type { FieldDefinition } from './stream-definition.ts';
import type { FieldChange } from './sync-event.ts';

/** Turns rows into records and keeps count of the values that did not fit. */
export interface Projection {
  /** A record with every selected property: blanks that the server left out become `null`, for a merge must see them. */
  toRecord(row: RawRow, onChange: (change: FieldChange) => void): StreamRecord;
  /** How often each property was nulled or repaired so far, as `property change` to count. */
  readonly changes: ReadonlyMap<string, FieldChange & { readonly count: number }>;
}

/** Prepares the projection of one stream's rows on its selected fields. */
export function createProjection(fields: readonly FieldDefinition[]): Projection {
  const changes = new Map<string, FieldChange & { count: number }>();
  const steps = fields.map(({ name, property, type }) => ({ read: reader(name), property, convert: converters[type] }));

  function note(change: FieldChange, onChange: (change: FieldChange) => void): void {
    const key = `${change.property} ${change.change}`;
    changes.set(key, { ...change, count: (changes.get(key)?.count ?? 0) + 1 });
    onChange(change);
  }

  function toRecord(row: RawRow, onChange: (change: FieldChange) => void): StreamRecord {
    const record: Record<string, JsonValue> = {};
    for (const { read, property, convert } of steps) {
      const value = read(row);
      let converted = value === undefined || value === null ? null : convert(value);
      if (converted === unfit) {
        converted = null;
        note({ property, change: 'nulled' }, onChange);
      } else if (!isCleanText(converted)) {
        converted = repair(converted);
        note({ property, change: 'repaired' }, onChange);
      }
      put(record, property, converted as JsonValue); // an ExactNumber is a number once it is serialised
    }
    return record;
  }

  return { toRecord, changes };
}

/** A field may be called `constructor`: a row that leaves it out must not answer with what every object inherits. */
function reader(name: string): (row: RawRow) => unknown {
  return name in Object.prototype ? (row) => (Object.hasOwn(row, name) ? row[name] : null) : (row) => row[name];
}

/** Assigning to `__proto__` would drop the value without a word. */
function put(record: Record<string, JsonValue>, property: string, value: JsonValue): void {
  if (property !== '__proto__') record[property] = value;
  else Object.defineProperty(record, property, { value, enumerable: true, configurable: true, writable: true });
}

/** Only text and lists of text can be unclean. Half a surrogate pair or a NUL makes most targets crash. */
function isCleanText(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  return !Array.isArray(value) || value.every((entry) => typeof entry !== 'string' || isCleanText(entry));
}

function repair(value: unknown): JsonValue {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '\uFFFD');
  return Array.isArray(value) ? value.map(repair) : (value as JsonValue);
}
