import type { Entry } from './entry.ts';
import type { Field } from './field.ts';
import { isArray, type Json, type JsonObject } from './json.ts';
import { renderValue } from './render-value.ts';
import { fieldOf, type Table } from './table.ts';
import { valueOf } from './value-of.ts';

/** A value as a plain list call would give it, with `null` for what that leaves out. */
function truth(table: Table, field: Field, entry: Entry): Json {
  const value = renderValue(field, valueOf(entry, field), { selects: 'values', decimals: 'plain' });
  return table.dialect.nulls === 'omitted' && isArray(value) && value.length === 0 ? null : value;
}

/** A row with every field of its model, or with the columns named. */
export function fullRow(table: Table, entry: Entry, columns: readonly string[] | undefined): JsonObject {
  const row: Record<string, Json> = {};
  for (const name of columns ?? table.fields.keys()) {
    const field = fieldOf(table, name);
    if (field !== undefined) row[name] = truth(table, field, entry);
  }
  return row;
}
