import type { Clock } from './clock.ts';
import { type Dialect, databaseDialect, searchDialect } from './dialect.ts';
import type { Entry } from './entry.ts';
import type { Field } from './field.ts';
import { createLateIndex, type LateIndex } from './late-index.ts';
import { readSchema } from './read-schema.ts';
import { createView, type View } from './view.ts';

/** Which of the product's two engines answers a model's lists. */
export type Engine = 'search' | 'database';

/** What a model is; whatever is left out comes from the project's schema of that name, if there is one. */
export type ModelDefinition = {
  readonly engine?: Engine;
  readonly className?: string;
  readonly dialect?: Partial<Dialect>;
  /** Fields besides those of the schema (or, without a schema, besides id, created_at, updated_at and deleted_at). */
  readonly fields?: readonly Field[];
};

/** One model of the pretend instance. */
export type Table = {
  readonly model: string;
  readonly className: string;
  readonly engine: Engine;
  readonly fields: Map<string, Field>;
  readonly current: View;
  readonly index: LateIndex;
  /** Soft-deleted rows: out of every list, still there. */
  readonly deleted: Map<number, Entry>;
  /** The highest id that was ever given: a row that is gone leaves its id unused, as in every auto-increment. */
  highestId: number;
  dialect: Dialect;
};

const usualFields: readonly Field[] = [
  { name: 'id', type: 'integer' },
  { name: 'created_at', type: 'date-time' },
  { name: 'updated_at', type: 'date-time' },
  { name: 'deleted_at', type: 'date-time' },
];

/** `GrantRequest` for `grant_request`. */
export function toClassName(model: string): string {
  return model.replaceAll(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `grant_request` for `GrantRequest`, by the rule of Rails, which keeps acronyms together. */
export function toModelName(className: string): string {
  const words = className.replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2').replaceAll(/([a-z\d])([A-Z])/g, '$1_$2');
  return words.toLowerCase();
}

/** An empty table. */
export function createTable(model: string, definition: ModelDefinition, clock: Clock): Table {
  const schema = readSchema(model);
  const engine = definition.engine ?? ((schema?.indexed ?? true) ? 'search' : 'database');
  const defaults = engine === 'search' ? searchDialect : databaseDialect;
  const fields = [...(schema?.fields ?? usualFields), ...(definition.fields ?? [])];
  return {
    model,
    className: definition.className ?? schema?.className ?? toClassName(model),
    engine,
    fields: new Map([...usualFields.slice(0, 1), ...fields].map((field) => [field.name, field])),
    current: createView(),
    index: createLateIndex(clock),
    deleted: new Map(),
    highestId: 0,
    dialect: { ...defaults, ...definition.dialect },
  };
}

/** The field of that name as the server would find it: `updated_at` is not there in the dialect without it. */
export function fieldOf(table: Table, name: string): Field | undefined {
  return name === 'updated_at' && table.dialect.updatedAt === 'absent' ? undefined : table.fields.get(name);
}

/** The key under which answers hold the model's rows: one and the same for all dynamic models. */
export function responseKey(model: string): string {
  return model.startsWith('mac_model_type_dyn') ? 'machine_model' : model;
}

/** The rows that a search sees now: those of the index, or of the database where there is no index. */
export function searchView(table: Table): View {
  return table.engine === 'search' ? table.index.view() : table.current;
}
