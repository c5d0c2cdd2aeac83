import type { Entry } from './entry.ts';
import type { Field } from './field.ts';
import { isArray, type Json, type JsonObject } from './json.ts';
import { renderValue, type ValueStyle } from './render-value.ts';
import { fieldOf, type Table } from './table.ts';
import { valueOf } from './value-of.ts';

/** Which columns of a row are asked for, and how. */
export type Projection = ValueStyle & {
  readonly columns: readonly string[];
  /** Columns of the related records to print in place of their ids, by relation. */
  readonly relations: ReadonlyMap<string, readonly string[]>;
  readonly related: (model: string) => Table | undefined;
};

function isBlank(value: Json): boolean {
  return value === null || (isArray(value) && value.length === 0);
}

function relatedRow(projection: Projection, target: Table, place: { id: Json; columns: readonly string[] }): Json {
  const entry = typeof place.id === 'number' ? target.current.get(place.id) : undefined;
  if (entry === undefined) return null;
  return renderRow(target, entry, { ...projection, columns: place.columns, relations: new Map() });
}

/** The related records of one field: an array of objects, also where the relation is to one record only. */
function renderRelation(projection: Projection, field: Field, value: Json): Json {
  const columns = projection.relations.get(field.name);
  const target = field.to === undefined ? undefined : projection.related(field.to);
  if (columns === undefined || target === undefined || value === null) return value;
  const ids = isArray(value) ? value : [value];
  return ids.map((id) => relatedRow(projection, target, { id, columns })).filter((row) => row !== null);
}

/** A row as lists and fetches answer it: `id` always, blanks and unknown columns by the model's dialect. */
export function renderRow(table: Table, entry: Entry, projection: Projection): JsonObject {
  const row: Record<string, Json> = { id: entry.id };
  const explicit = table.dialect.nulls === 'explicit';
  for (const name of [...projection.columns, ...projection.relations.keys()]) {
    const field = fieldOf(table, name);
    const stored = field === undefined ? null : valueOf(entry, field);
    const value =
      field === undefined ? null : renderRelation(projection, field, renderValue(field, stored, projection));
    if (!isBlank(value)) row[name] = value;
    else if (explicit && (field !== undefined || !projection.relations.has(name))) row[name] = value;
  }
  return row;
}
