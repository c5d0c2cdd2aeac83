import type { Dialect } from '../simulator/dialect.ts';
import type { Simulator } from '../simulator/simulator.ts';

/**
 * Fills a model of the search index with a row for each of some times, in seconds since 1970, with ids from 1 on. Quick,
 * and the index knows them at once.
 */
export function loadRows(
  { store }: Simulator,
  model: string,
  times: readonly number[],
  dialect: Partial<Dialect> = {},
): void {
  store.define(model, { engine: 'search', dialect });
  const rest = { deleted: null, version: 0, generator: undefined };
  const entries = times.map((time, index) => ({
    id: index + 1,
    created: time,
    updated: time,
    overrides: { name: `Row ${index + 1}` },
    ...rest,
  }));
  store.load(model, entries);
}
