import { applyChanges, toEntry } from './edit-entry.ts';
import type { Entry } from './entry.ts';
import { inferField } from './field.ts';
import type { JsonObject } from './json.ts';
import type { OrderKey } from './order-key.ts';
import type { Table } from './table.ts';

/** The order of ids. */
export const byId: readonly OrderKey[] = [{ by: 'id', direction: 'asc' }];

function learnFields(table: Table, values: JsonObject): void {
  for (const [name, value] of Object.entries(values)) {
    if (!table.fields.has(name) && value !== null) table.fields.set(name, inferField(name, value));
  }
}

/** Puts the row's new state into the database, and into the index after its delay. */
export function writeRow(table: Table, entry: Entry, delay: number): void {
  const visible = entry.deleted === null;
  table.highestId = Math.max(table.highestId, entry.id);
  if (visible) table.current.put(entry);
  else table.current.remove(entry.id);
  if (visible) table.deleted.delete(entry.id);
  else table.deleted.set(entry.id, entry);
  if (table.engine === 'search') table.index.schedule(entry.id, visible ? entry : undefined, delay);
}

function existing(table: Table, id: number): Entry {
  const entry = table.current.get(id) ?? table.deleted.get(id);
  if (entry === undefined) throw new Error(`The pretend ${table.model} has no row ${id}.`);
  return entry;
}

/** Changes a row as a user would, at a time in epoch seconds; without changes its seeded values are computed anew. */
export function editRow(table: Table, id: number, edit: { changes: JsonObject | undefined; now: number }): void {
  const { changes, now } = edit;
  learnFields(table, changes ?? {});
  const before = existing(table, id);
  const after = changes === undefined ? { ...before, version: before.version + 1 } : applyChanges(before, changes);
  writeRow(table, { ...after, updated: now }, table.dialect.indexDelay);
}

/** Adds a row and returns its id: the one it names, or one that was never used. */
export function insertRow(table: Table, values: JsonObject, now: number): number {
  learnFields(table, values);
  const entry = toEntry(values, { id: table.highestId + 1, now });
  writeRow(table, entry, table.dialect.insertIndexDelay);
  return entry.id;
}

/** Changes a row without a trace in its times. */
export function setRow(table: Table, id: number, changes: JsonObject): void {
  learnFields(table, changes);
  writeRow(table, applyChanges(existing(table, id), changes), 0);
}

/** Removes a row for good. */
export function removeRow(table: Table, id: number): void {
  existing(table, id);
  table.current.remove(id);
  table.deleted.delete(id);
  if (table.engine === 'search') table.index.schedule(id, undefined, table.dialect.indexDelay);
}
