import { describe, expect, it } from '@jest/globals';
import type { PageRequest } from '../../src/engine/ports.ts';
import { toListParameters } from '../../src/fluxx/list-parameters.ts';
import { pageRequestOf } from '../support/page-request.ts';

const plain = pageRequestOf('user', { columns: ['id', 'updated_at'], page: 2, pageSize: 50 });

/** The parameters with the values that are JSON parsed. */
function parameters(changes: Partial<PageRequest>, showPaths: 'paths' | 'values' = 'values') {
  const { filter, sort, ...others } = toListParameters({ ...plain, ...changes }, showPaths);
  return {
    ...others,
    ...(filter !== undefined && { filter: JSON.parse(filter) as unknown }),
    ...(sort !== undefined && { sort: JSON.parse(sort) as unknown }),
  };
}

const always = { cols: '["id","updated_at"]', page: '2', per_page: '50' };

describe('the parameters of a list call', () => {
  it('ask for columns and a page, and for nothing that was not asked', () => {
    expect(parameters({})).toEqual(always);
    expect(parameters({ engine: 'database' })).toEqual({ ...always, all: '1' });
  });

  it('ask the search index with a group at the root and a list of pairs', () => {
    expect(
      parameters({
        conditions: [
          ['updated_at', 'gte', '2026-01-01T00:00:00Z'],
          ['id', 'gt', 5],
        ],
        order: [
          ['updated_at', 'asc'],
          ['id', 'asc'],
        ],
      }),
    ).toEqual({
      ...always,
      filter: {
        group_type: 'and',
        conditions: [
          ['updated_at', 'gte', '2026-01-01T00:00:00Z'],
          ['id', 'gt', 5],
        ],
      },
      sort: [
        ['updated_at', 'asc'],
        ['id', 'asc'],
      ],
    });
  });

  it('ask the database with equalities under the name of the model and one column to sort by', () => {
    expect(
      parameters({
        engine: 'database',
        conditions: [['id', 'eq', 5]],
        order: [
          ['updated_at', 'desc'],
          ['id', 'asc'],
        ],
      }),
    ).toEqual({ ...always, all: '1', filter: { user: { id: 5 } }, sort_attribute: 'updated_at', sort_order: 'desc' });
  });

  it('ask for whole paths of multi-selects where they are wanted', () => {
    expect(parameters({}, 'paths')).toEqual({ ...always, show_mavs: 'true' });
  });
});
