import { describe, expect, it } from '@jest/globals';
import { all, listPage } from './list-page.ts';
import { seedModel } from './seed-model.ts';
import { withSimulator } from './with-simulator.ts';

const ascending = (left: number, right: number): number => left - right;
const group = all(['id', 'eq', 2]);

describe('The search engine', () => {
  it('shows rows in no order by id unless asked for one', () =>
    withSimulator({}, async (simulator) => {
      seedModel(simulator.store, 'user', 50);
      const ids = simulator.store.ids('user');
      const unasked = await listPage(simulator, 'user', { cols: ['id'], per_page: 100 });
      const asked = await listPage(simulator, 'user', { cols: ['id'], per_page: 100, sort: ['id', 'asc'] });
      expect(unasked.ids).not.toEqual(ids);
      expect(unasked.ids.toSorted(ascending)).toEqual(ids);
      expect(asked.ids).toEqual(ids);
    }));

  it('sorts by several fields, in either direction, rows without a time last', () =>
    withSimulator({}, async (simulator) => {
      for (const [id, updated_at] of [
        [1, '2026-01-01T00:00:00Z'],
        [2, '2026-01-02T00:00:00Z'],
        [3, '2026-01-01T00:00:00Z'],
        [4, null],
      ] as const) {
        simulator.store.insert('user', { id, updated_at });
      }
      const sort = [
        ['updated_at', 'desc'],
        ['id', 'asc'],
      ];
      expect((await listPage(simulator, 'user', { cols: ['id'], sort })).ids).toEqual([2, 1, 3, 4]);
      const falling = [
        ['updated_at', 'asc'],
        ['id', 'desc'],
      ];
      expect((await listPage(simulator, 'user', { cols: ['id'], sort: falling })).ids).toEqual([3, 1, 2, 4]);
    }));

  it('finds a bounded stretch of times exactly, whatever the order', () =>
    withSimulator({}, async (simulator) => {
      seedModel(simulator.store, 'user', 400);
      const rows = simulator.store.rows('user', ['id', 'updated_at']);
      const [from, to] = ['2016-05-01T00:00:00Z', '2021-02-03T04:05:06Z'];
      const expected = rows
        .filter(({ updated_at: at }) => typeof at === 'string' && at >= from && at < to)
        .map(({ id }) => id);
      const filter = all(['updated_at', 'gte', from], ['updated_at', 'lt', to]);
      for (const sort of [
        ['updated_at', 'desc'],
        ['id', 'asc'],
        ['last_name', 'asc'],
        ['updated_at', 'asc'],
      ]) {
        const page = await listPage(simulator, 'user', { cols: ['id'], per_page: 500, filter, sort });
        expect(page.ids.toSorted(ascending)).toEqual(expected);
        expect(page.total).toBe(expected.length);
      }
    }));

  it('lets no page reach beyond its window', () =>
    withSimulator({}, async (simulator) => {
      seedModel(simulator.store, 'user', 10_400);
      const last = await listPage(simulator, 'user', { cols: ['id'], per_page: 500, page: 20 });
      const beyond = await listPage(simulator, 'user', { cols: ['id'], per_page: 500, page: 21 });
      const database = await listPage(simulator, 'user', { cols: ['id'], per_page: 500, page: 21, all: 1 });
      expect(last.rows).toHaveLength(500);
      expect(beyond.answer.status).toBe(200);
      expect(beyond.error).toContain('Result window is too large');
      expect(database.rows).toHaveLength(400);
    }));

  it('filters by the fields of a related record', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.insert('organization', { id: 5, name: 'Oak Trust' });
      simulator.store.insert('organization', { id: 6, name: 'Elm Fund' });
      for (const [id, program_organization_id] of [
        [1, 5],
        [2, 6],
        [3, null],
      ] as const) {
        simulator.store.insert('grant_request', { id, program_organization_id });
      }
      const inner = all(['name', 'starts_with', 'oak']);
      const filter = all(['program_organization_id', 'filter', inner]);
      expect((await listPage(simulator, 'grant_request', { cols: ['id'], filter })).ids).toEqual([1]);
    }));

  it('nests groups', () =>
    withSimulator({}, async (simulator) => {
      for (const [id, state] of [
        [1, 'draft'],
        [2, 'granted'],
        [3, 'closed'],
      ] as const) {
        simulator.store.insert('grant_request', { id, state });
      }
      const either = {
        group_type: 'or',
        conditions: [
          ['state', 'eq', 'granted'],
          ['state', 'eq', 'closed'],
        ],
      };
      const filter = all(either, { group_type: 'not-or', conditions: [['id', 'eq', '2']] });
      expect((await listPage(simulator, 'grant_request', { cols: ['id'], filter })).ids).toEqual([3]);
    }));

  it('refuses operators, groups and JSON that it does not know', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.insert('user', { id: 1, first_name: 'Ana' });
      for (const filter of [
        all(['first_name', 'equals', 'Ana']),
        { group_type: 'xor', conditions: [] },
        '{"group_',
        {},
      ]) {
        const page = await listPage(simulator, 'user', { cols: ['id'], filter });
        expect([page.answer.status, page.error === '']).toEqual([200, false]);
      }
    }));
});

describe('The database engine', () => {
  it('silently ignores a group filter', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.define('stencil', { engine: 'database' });
      for (const id of [1, 2, 3]) simulator.store.insert('stencil', { id });
      expect((await listPage(simulator, 'stencil', { cols: ['id'], filter: group })).ids).toEqual([1, 2, 3]);
    }));

  it('filters by white-listed columns only', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.define('stencil', { engine: 'database', dialect: { filterable: ['name'] } });
      for (const id of [1, 2, 3]) simulator.store.insert('stencil', { id, name: `n${id % 2}`, uuid: `u${id}` });
      const filtered = async (columns: Readonly<Record<string, string | number>>): Promise<readonly unknown[]> =>
        (await listPage(simulator, 'stencil', { cols: ['id'], filter: { stencil: columns } })).ids;
      expect(await filtered({ name: 'n1' })).toEqual([1, 3]);
      expect(await filtered({ name: 'n1', id: 3 })).toEqual([3]);
      expect(await filtered({ uuid: 'u2' })).toEqual([1, 2, 3]);
    }));

  it('sorts by one listed column, and only where the order is named too', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.define('stencil', { engine: 'database' });
      for (const [id, name] of [
        [1, 'b'],
        [2, 'a'],
        [3, 'c'],
      ] as const) {
        simulator.store.insert('stencil', { id, name, uuid: `u${9 - id}` });
      }
      const sorted = async (sort: Readonly<Record<string, string>>): Promise<readonly unknown[]> =>
        (await listPage(simulator, 'stencil', { cols: ['id'], ...sort })).ids;
      expect(await sorted({ sort_attribute: 'name', sort_order: 'asc' })).toEqual([2, 1, 3]);
      expect(await sorted({ sort_attribute: 'name' })).toEqual([1, 2, 3]);
      expect(await sorted({ sort_attribute: 'uuid', sort_order: 'asc' })).toEqual([1, 2, 3]);
      expect(await sorted({ sort: '["id","desc"]' })).toEqual([1, 2, 3]);
    }));

  it('prints null for blanks and for columns it does not know', () =>
    withSimulator({}, async (simulator) => {
      simulator.store.define('stencil', { engine: 'database' });
      simulator.store.insert('stencil', { id: 1 });
      const { rows } = await listPage(simulator, 'stencil', { cols: ['name', 'no_such_column'] });
      expect(rows).toEqual([{ id: 1, name: null, no_such_column: null }]);
    }));
});
