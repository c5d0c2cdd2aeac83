import { createConversion } from './convert-field.ts';
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
  // What the tap fills in itself is in no row, though a field may be called like it.
  const steps = fields
    .filter(({ madeHere }) => madeHere !== true)
    .map((field) => ({
      name: field.name,
      // A field may be called `constructor`: a row that leaves it out must not answer with what every object inherits.
      isInherited: field.name in Object.prototype,
      property: field.property,
      convert: createConversion(field.property, field),
    }));
  // Each record begins as a copy of this one: to copy 300 properties costs a fraction of adding them one by one. Here
  // even `__proto__` is a property like any other, so that assigning to it does not drop the value without a word.
  const blank: StreamRecord = Object.fromEntries(fields.map(({ property }) => [property, null]));

  function note(change: FieldChange, onChange: (change: FieldChange) => void): void {
    const key = `${change.property} ${change.change}`;
    changes.set(key, { ...change, count: (changes.get(key)?.count ?? 0) + 1 });
    onChange(change);
  }

  function toRecord(row: RawRow, onChange: (change: FieldChange) => void): StreamRecord {
    const record: Record<string, JsonValue> = { ...blank };
    const tell = (change: FieldChange): void => note(change, onChange);
    for (const { name, isInherited, property, convert } of steps) {
      const value = row[name];
      if (value === undefined || value === null || (isInherited && !Object.hasOwn(row, name))) continue;
      record[property] = convert(value, tell);
    }
    return record;
  }

  return { toRecord, changes };
}
