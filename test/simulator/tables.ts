import type { Clock } from './clock.ts';
import type { Dialect } from './dialect.ts';
import { readSchema } from './read-schema.ts';
import { createTable, type ModelDefinition, type Table } from './table.ts';

/** The models of an instance. */
export type Tables = {
  readonly clock: Clock;
  readonly define: (model: string, definition?: ModelDefinition) => Table;
  /** A model that is defined, or can be from its schema. */
  readonly find: (model: string) => Table | undefined;
  /** The same, but a name without a schema becomes a model too. */
  readonly get: (model: string) => Table;
};

/** No models yet; `defaults` is the dialect of every model that says nothing else. */
export function createTables(clock: Clock, defaults: Partial<Dialect>): Tables {
  const tables = new Map<string, Table>();
  const define = (model: string, definition: ModelDefinition = {}): Table => {
    const table = createTable(model, { ...definition, dialect: { ...defaults, ...definition.dialect } }, clock);
    tables.set(model, table);
    return table;
  };
  const find = (model: string): Table | undefined =>
    tables.get(model) ?? (readSchema(model) === undefined ? undefined : define(model));
  return { clock, define, find, get: (model) => find(model) ?? define(model) };
}
