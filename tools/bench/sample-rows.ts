import { createClock } from '../../test/simulator/clock.ts';
import { seedModel } from '../../test/simulator/seed-model.ts';
import { createStore } from '../../test/simulator/store.ts';
import { type DataSet, model } from './data-set.ts';

/**
 * The JSON text of believable rows as a list answers them, blanks left out, each without the opening brace, `id` and
 * `updated_at`: the page server puts those in front, so that a few hundred texts serve for any number of rows.
 */
export function sampleRows({ columns }: DataSet, count: number): readonly string[] {
  const store = createStore(createClock());
  seedModel(store, model, count);
  const others = columns.filter((name) => name !== 'id' && name !== 'updated_at');
  return store.rows(model, others).map((row) => {
    const filled = Object.entries(row).filter(([, value]) => value !== null);
    return JSON.stringify(Object.fromEntries(filled)).slice(1);
  });
}
