import { describe, expect, it } from '@jest/globals';
import type { Dialect } from '../simulator/dialect.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { loadRows } from '../support/load-rows.ts';
import { merge, sync, truth } from '../support/sync.ts';

const model = 'organization';
const now = (): number => Date.UTC(2026, 5, 1);

/** So many rows two days apart, whose ids are in no order of time. */
function scattered(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => now() / 1000 - 2 * 86_400 * (1 + ((index * 7919) % count)));
}

describe('More rows than the window, of a model whose index neither filters nor sorts', () => {
  const useless: Partial<Dialect> = { window: 50, datetimes: 'error', idComparisons: 'ignored' };
  const inDatabase = ({ requests }: Simulator): number =>
    requests.filter(({ parameters }) => parameters['all'] === '1' && parameters['cols']?.includes('name')).length;

  it.each([
    ['the database sorts them', {}],
    ['the database sorts by id alone', { sortable: ['id'] }],
    ['nobody sorts', { sort: 'ignored' }],
    ['nobody sorts, and the database has no order of its own', { sort: 'ignored', databaseOrder: 'natural' }],
    ['the index counts no further than its window', { totalCap: 50 }],
  ] as const)('are read through the database: %s', async (_title, dialect) => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, scattered(300), { ...useless, ...dialect });
      const run = await sync(simulator, model, { searchIndexed: 'yes' });
      expect(run.failure).toBeUndefined();
      expect(merge(simulator, model, run)).toEqual(truth(simulator, model));
      expect(inDatabase(simulator)).toBeGreaterThanOrEqual(250 / 10);
    });
  });

  it.each([
    ['searchIndexed yes', 'yes'],
    ['searchIndexed unknown', 'unknown'],
  ] as const)('and their changes are found by the next runs (%s)', async (_title, searchIndexed) => {
    await withSimulator({ now }, async (simulator) => {
      loadRows(simulator, model, scattered(300), useless);
      const runs = [await sync(simulator, model, { searchIndexed })];
      for (const count of [1, 20, 200]) {
        simulator.clock.advance(3_600_000);
        for (const id of simulator.store.ids(model).slice(-count))
          simulator.store.update(model, id, { name: `${count}` });
        runs.push(await sync(simulator, model, { searchIndexed, state: runs.at(-1)?.state }));
        expect(runs.at(-1)?.failure).toBeUndefined();
        expect(merge(simulator, model, ...runs)).toEqual(truth(simulator, model));
      }
    });
  });
});
