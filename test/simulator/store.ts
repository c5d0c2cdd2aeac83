import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import { byId, editRow, insertRow, removeRow, setRow, writeRow } from './edit-table.ts';
import type { Entry } from './entry.ts';
import type { Field } from './field.ts';
import { fullRow } from './full-row.ts';
import type { JsonObject } from './json.ts';
import type { ModelDefinition, Table } from './table.ts';
import { createTables, type Tables } from './tables.ts';

/** The pretend instance's data and the ways to change it. Editing a model that was not defined defines it. */
export type Store = {
  readonly define: (model: string, definition?: ModelDefinition) => void;
  readonly setDialect: (model: string, changes: Partial<Dialect>) => void;
  readonly addField: (model: string, field: Field) => void;
  readonly removeField: (model: string, name: string) => void;
  /** Adds a row as a user would, stamped with the clock where `values` names no time, and returns its id. */
  readonly insert: (model: string, values?: JsonObject) => number;
  /** Changes a row and its `updated_at`. Without changes, the seeded values are computed anew. */
  readonly update: (model: string, id: number, changes?: JsonObject) => void;
  /** The same for many rows, all in one second. */
  readonly bulkUpdate: (model: string, ids: readonly number[], changes?: JsonObject) => void;
  /** Hides a row from lists; `updated_at` moves, as in the product. */
  readonly softDelete: (model: string, id: number) => void;
  readonly hardDelete: (model: string, id: number) => void;
  /** Changes a row behind the product's back: no timestamp moves, and the index waits only for changes before. */
  readonly set: (model: string, id: number, changes: JsonObject) => void;
  /** Adds many compact rows at once; the index knows them at once. */
  readonly load: (model: string, entries: Iterable<Entry>) => void;
  /** The ids of the rows that lists should show, ascending. */
  readonly ids: (model: string) => readonly number[];
  readonly count: (model: string) => number;
  /**
   * The current truth: the rows that are not deleted, by id, with every field of the model (or the columns named) as a
   * plain list call gives it, and `null` where that leaves it out. A raw number stays `{$raw: text}`.
   */
  readonly rows: (model: string, columns?: readonly string[]) => readonly JsonObject[];
  readonly row: (model: string, id: number) => JsonObject | undefined;
  /** The model, defined from its schema if need be; `undefined` for a name that the instance does not know. */
  readonly table: (model: string) => Table | undefined;
};

type Setup = Pick<Store, 'define' | 'setDialect' | 'addField' | 'removeField' | 'load' | 'table'>;
type Edits = Pick<Store, 'insert' | 'update' | 'bulkUpdate' | 'softDelete' | 'hardDelete' | 'set'>;
type Reading = Pick<Store, 'ids' | 'count' | 'rows' | 'row'>;

function setupOf(tables: Tables): Setup {
  return {
    define: (model, definition) => void tables.define(model, definition),
    setDialect: (model, changes) => {
      const table = tables.get(model);
      table.dialect = { ...table.dialect, ...changes };
    },
    addField: (model, field) => void tables.get(model).fields.set(field.name, field),
    removeField: (model, name) => void tables.get(model).fields.delete(name),
    load: (model, entries) => {
      const table = tables.get(model);
      for (const entry of entries) writeRow(table, entry, 0);
    },
    table: tables.find,
  };
}

function editsOf(tables: Tables): Edits {
  const edit = (model: string, ids: readonly number[], changes: JsonObject | undefined): void => {
    const now = tables.clock.seconds();
    for (const id of ids) editRow(tables.get(model), id, { changes, now });
  };
  return {
    insert: (model, values = {}) => insertRow(tables.get(model), values, tables.clock.seconds()),
    update: (model, id, changes) => edit(model, [id], changes),
    bulkUpdate: edit,
    softDelete: (model, id) => edit(model, [id], { deleted_at: tables.clock.seconds() }),
    hardDelete: (model, id) => removeRow(tables.get(model), id),
    set: (model, id, changes) => setRow(tables.get(model), id, changes),
  };
}

function readingOf(tables: Tables): Reading {
  const entries = (table: Table): readonly Entry[] => table.current.ordered(byId);
  return {
    ids: (model) => entries(tables.get(model)).map((entry) => entry.id),
    count: (model) => tables.get(model).current.size(),
    rows: (model, columns) => {
      const table = tables.get(model);
      return entries(table).map((entry) => fullRow(table, entry, columns));
    },
    row: (model, id) => {
      const table = tables.get(model);
      const entry = table.current.get(id);
      return entry && fullRow(table, entry, undefined);
    },
  };
}

/** An empty instance; `defaults` is the dialect of every model that says nothing else. */
export function createStore(clock: Clock, defaults: Partial<Dialect> = {}): Store {
  const tables = createTables(clock, defaults);
  return { ...setupOf(tables), ...editsOf(tables), ...readingOf(tables) };
}
