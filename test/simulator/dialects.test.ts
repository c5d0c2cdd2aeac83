import { describe, expect, it } from '@jest/globals';
import { ask, askToken } from './ask.ts';
import type { Dialect } from './dialect.ts';
import type { Json } from './json.ts';
import { all, listPage } from './list-page.ts';
import type { Simulator } from './simulator.ts';
import { withSimulator } from './with-simulator.ts';

const times: Readonly<Record<number, string>> = {
  1: '2026-03-01T23:59:59Z',
  2: '2026-03-02T08:00:00Z',
  10: '2026-03-02T09:00:00Z',
  11: '2026-03-03T00:00:00Z',
};

async function filtered(simulator: Simulator, condition: readonly Json[]): Promise<readonly number[] | string> {
  const page = await listPage(simulator, 'user', { cols: ['id'], filter: all(condition), sort: ['id', 'asc'] });
  return page.error === '' ? page.ids : 'error';
}

function withDialect(dialect: Partial<Dialect>, body: (simulator: Simulator) => Promise<void>): Promise<void> {
  return withSimulator({}, async (simulator) => {
    simulator.store.define('user', { dialect });
    for (const [id, time] of Object.entries(times)) {
      simulator.store.insert('user', { id: Number(id), updated_at: time, created_at: time });
    }
    await body(simulator);
  });
}

const noon: readonly Json[] = ['updated_at', 'gte', '2026-03-02T09:00:00Z'];
const after: readonly Json[] = ['updated_at', 'gt', '2026-03-02T09:00:00Z'];
const range: readonly Json[] = ['updated_at', 'range', '03/02/2026 - 03/03/2026'];

describe('Conditions on times', () => {
  it.each([
    { datetimes: 'instant', expected: [[10, 11], [11], [2, 10, 11]] },
    { datetimes: 'day', expected: ['error', 'error', [2, 10, 11]] },
    {
      datetimes: 'ignored',
      expected: [
        [1, 2, 10, 11],
        [1, 2, 10, 11],
        [2, 10, 11],
      ],
    },
    { datetimes: 'error', expected: ['error', 'error', 'error'] },
    { datetimes: 'truncated-to-day', expected: [[2, 10, 11], [11], [2, 10, 11]] },
  ] as const)('are $datetimes where the dialect says so', ({ datetimes, expected }) =>
    withDialect({ datetimes }, async (simulator) => {
      expect([
        await filtered(simulator, noon),
        await filtered(simulator, after),
        await filtered(simulator, range),
      ]).toEqual(expected);
    }),
  );

  it('compare every operator to the second', () =>
    withDialect({}, async (simulator) => {
      const at = '2026-03-02T10:00:00+01:00';
      expect(await filtered(simulator, ['updated_at', 'eq', at])).toEqual([10]);
      expect(await filtered(simulator, ['updated_at', 'not-eq', at])).toEqual([1, 2, 11]);
      expect(await filtered(simulator, ['updated_at', 'lt', at])).toEqual([1, 2]);
      expect(await filtered(simulator, ['updated_at', 'lte', at])).toEqual([1, 2, 10]);
    }));

  it('take the last day of a range whole where the dialect says so', () =>
    withDialect({ rangeEnd: 'end-of-day' }, async (simulator) => {
      expect(await filtered(simulator, ['updated_at', 'range', '03/01/2026 - 03/02/2026'])).toEqual([1, 2, 10]);
    }));

  it('take the days of another zone where the dialect says so', () =>
    withDialect({ zoneOffsetMinutes: -9 * 60 }, async (simulator) => {
      expect(await filtered(simulator, ['updated_at', 'range', '03/01/2026 - 03/02/2026'])).toEqual([1, 2, 10]);
      expect(await filtered(simulator, ['updated_at', 'range', '03/02/2026 - 03/02/2026'])).toEqual([10]);
    }));
});

describe('Comparisons of ids', () => {
  it.each([
    { idComparisons: 'honoured', expected: [10, 11] },
    { idComparisons: 'ignored', expected: [1, 2, 10, 11] },
    { idComparisons: 'error', expected: 'error' },
    { idComparisons: 'as-text', expected: [] },
  ] as const)('are $idComparisons where the dialect says so', ({ idComparisons, expected }) =>
    withDialect({ idComparisons }, async (simulator) => {
      expect(await filtered(simulator, ['id', 'gt', 2])).toEqual(expected);
      expect(await filtered(simulator, ['id', 'eq', '10'])).toEqual([10]);
    }),
  );
});

describe('A model', () => {
  it('may ignore sorts', () =>
    withDialect({ sort: 'ignored' }, async (simulator) => {
      const [up, down] = await Promise.all(
        ['asc', 'desc'].map((order) => listPage(simulator, 'user', { cols: ['id'], sort: ['id', order] })),
      );
      expect(up?.ids).toEqual(down?.ids);
    }));

  it('may refuse lists by POST', () =>
    withDialect({ postList: 'refused' }, async (simulator) => {
      expect((await listPage(simulator, 'user', { cols: ['id'] })).answer.status).toBe(404);
      const token = await askToken(simulator);
      const get = await ask(simulator, { path: '/api/rest/v2/user', parameters: { cols: ['id'] }, token });
      expect(get.status).toBe(200);
    }));

  it('may have no updated_at', () =>
    withDialect({ updatedAt: 'absent' }, async (simulator) => {
      const { rows } = await listPage(simulator, 'user', { cols: ['updated_at'], filter: all(['id', 'eq', 1]) });
      expect(rows).toEqual([{ id: 1 }]);
      expect(await filtered(simulator, noon)).toEqual([]);
      const sorted = await listPage(simulator, 'user', { cols: ['id'], sort: ['updated_at', 'asc'] });
      expect(sorted.error).toContain('No mapping found');
    }));

  it('may print nulls on the index too, and admit to no more than a number of entries', () =>
    withDialect({ nulls: 'explicit', totalCap: 3 }, async (simulator) => {
      const page = await listPage(simulator, 'user', { cols: ['first_name'], filter: all(['id', 'eq', 1]) });
      expect(page.rows).toEqual([{ id: 1, first_name: null }]);
      expect((await listPage(simulator, 'user', { cols: ['id'] })).total).toBe(3);
    }));
});
