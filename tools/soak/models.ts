import type { SelectedStream } from '../../src/core/selected-stream.ts';
import { storedField } from '../../src/core/stream-definition.ts';
import type { Dialect } from '../../test/simulator/dialect.ts';
import type { Simulator } from '../../test/simulator/simulator.ts';
import { definitionOf } from '../../test/support/definitions.ts';
import type { Random } from '../random.ts';

/** One model of the pretend instance: how it is served, and how large it stays. */
export interface SoakModel {
  readonly name: string;
  readonly engine: 'search' | 'database';
  readonly dialect: Partial<Dialect>;
  /** About so many, whatever is inserted and deleted. */
  readonly rows: number;
}

const late: Partial<Dialect> = { indexDelay: 45_000, insertIndexDelay: 20_000 };

/** Each rung and each way to sweep is some model's best. */
export const models: readonly [SoakModel, ...SoakModel[]] = [
  { name: 'organization', engine: 'search', rows: 1500, dialect: late },
  { name: 'user', engine: 'search', rows: 800, dialect: { ...late, datetimes: 'day', zoneOffsetMinutes: -480 } },
  { name: 'grant_request', engine: 'search', rows: 600, dialect: { indexDelay: 20_000, datetimes: 'ignored' } },
  { name: 'claim', engine: 'search', rows: 600, dialect: { pageCap: 20, window: 100, beyondEnd: 'empty' } },
  { name: 'program', engine: 'database', rows: 600, dialect: { nulls: 'omitted' } },
  { name: 'grant_output', engine: 'database', rows: 300, dialect: { sort: 'ignored', databaseOrder: 'natural' } },
  { name: 'geo_place', engine: 'database', rows: 400, dialect: { sortable: ['id'] } },
];

/**
 * The texts of a row: each version of each row has its own name, and a note of always the same length that begins with it. So a
 * row that was put together from two versions is found out; and an answer is large enough that one kept for ever shows.
 */
export function textsOf(name: string): { readonly name: string; readonly note: string } {
  return { name, note: `${name} `.padEnd(400, '. ') };
}

/** The stream of a model: enough columns to tell whether a row came in its last version. */
export function streamOf({ name }: SoakModel): SelectedStream {
  const texts = ['name', 'note'].map((column) => storedField(column, 'text'));
  const fields = [storedField('id', 'integer'), storedField('updated_at', 'datetime'), ...texts];
  return {
    definition: definitionOf(name, fields, { searchIndexed: 'unknown', cursor: 'updated_at' }),
    mode: 'incremental',
    fields,
  };
}

/** Fills the models with rows of the last thirty days, some of which share a second. The index knows them at once. */
export function fillModels({ store, clock }: Simulator, random: Random): void {
  for (const { name, engine, dialect, rows } of models) {
    store.define(name, { engine, dialect: { ...dialect, indexDelay: 0, insertIndexDelay: 0 } });
    let second = clock.seconds() - 30 * 86_400;
    for (let row = 0; row < rows; row++) {
      if (random.chance(0.7)) second += random.between(1, (2 * 30 * 86_400) / rows);
      const changedAt = Math.min(second, clock.seconds());
      store.insert(name, { ...textsOf(`Row ${row}`), created_at: changedAt, updated_at: changedAt });
    }
    store.setDialect(name, dialect);
  }
}
