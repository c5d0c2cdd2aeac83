import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber } from '../../../src/core/exact-number.ts';
import type { RawRow } from '../../../src/core/record.ts';
import { joinPages } from '../../../src/engine/calls/join-pages.ts';
import type { Page } from '../../../src/engine/ports.ts';

const cursor = 'updated_at';
const first = '2026-01-01T00:00:01Z';
const second = '2026-01-01T00:00:02Z';

function pageOf(rows: readonly RawRow[], rest: Partial<Page> = {}): Page {
  return { rows, totalRows: 7, page: 2, pageSize: 3, ...rest };
}

const names = pageOf([
  { id: 4, updated_at: first, name: 'Ada' },
  { id: 9, updated_at: second, name: 'Ben' },
]);
const towns = pageOf([
  { id: 4, updated_at: first, town: 'Ayr' },
  { id: 9, updated_at: second, town: 'Bonn' },
]);

describe('Pages of the same rows with other columns each', () => {
  it('become one page with all columns, and with the numbers of the first', () => {
    const sums = pageOf(
      [
        { id: 4, updated_at: first, sum: 1 },
        { id: 9, updated_at: second },
      ],
      { totalRows: 8 },
    );
    expect(joinPages([names, towns, sums], cursor)).toEqual({
      rows: [
        { id: 4, updated_at: first, name: 'Ada', town: 'Ayr', sum: 1 },
        { id: 9, updated_at: second, name: 'Ben', town: 'Bonn' },
      ],
      totalRows: 7,
      page: 2,
      pageSize: 3,
    });
  });

  it('are joined where they have no row at all', () => {
    expect(joinPages([pageOf([]), pageOf([])], cursor)).toEqual(pageOf([]));
  });

  it('stay as they are where there is only one', () => {
    expect(joinPages([names], cursor)).toBe(names);
  });

  it('keep numbers exact', () => {
    const exact = new ExactNumber('12345678901234567890.5');
    const joined = joinPages([names, pageOf(towns.rows.map((row) => ({ ...row, sum: exact })))], cursor);
    expect(joined?.rows.map((row) => row['sum'] === exact)).toEqual([true, true]);
  });

  it('do not change what was answered', () => {
    const before = structuredClone([names, towns]);
    joinPages([names, towns], cursor);
    expect([names, towns]).toEqual(before);
  });

  it('give back every row of any columns, however those were spread', () => {
    const column = fc.oneof(
      fc.constantFrom('__proto__', 'constructor', 'toString', 'name'),
      fc.stringMatching(/^[a-z]{1,3}$/),
    );
    const rows = fc.array(fc.dictionary(column, fc.integer(), { noNullPrototype: true }), { maxLength: 5 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), fc.nat(), (values, groups, seed) => {
        const groupOf = (name: string): number => (name.length * 7 + name.charCodeAt(0) + seed) % groups;
        const whole = values.map((row, index): RawRow => withKeys(Object.entries(row), index));
        const pages = Array.from({ length: groups }, (_, group) =>
          pageOf(
            values.map((row, index) =>
              withKeys(
                Object.entries(row).filter(([name]) => groupOf(name) === group),
                index,
              ),
            ),
          ),
        );
        const joined = joinPages(pages, cursor)?.rows.map((row) => Object.entries(row).sort());
        expect(joined).toEqual(whole.map((row) => Object.entries(row).sort()));
      }),
    );
  });
});

function withKeys(entries: readonly (readonly [string, unknown])[], index: number): RawRow {
  return { ...Object.fromEntries([...entries].filter(([name]) => name !== 'id')), id: index + 1, updated_at: first };
}

describe('Pages are not joined', () => {
  const others: readonly (readonly [what: string, page: Page])[] = [
    ['a row was edited between the calls', pageOf(towns.rows.map((row) => ({ ...row, updated_at: second })))],
    ['a row lost its timestamp', pageOf(towns.rows.map(({ id }) => ({ id, town: 'Ayr' })))],
    ['the rows stand in another order', pageOf(towns.rows.toReversed())],
    ['another row came in the place of one', pageOf(towns.rows.map((row) => ({ ...row, id: row.id + 1 })))],
    ['a row is missing at the end', pageOf(towns.rows.slice(0, 1))],
    ['a row is missing at the beginning', pageOf(towns.rows.slice(1))],
    ['there is one more row', pageOf([...towns.rows, { id: 10, updated_at: second }])],
    ['they are of different numbers', { ...towns, page: 1 }],
    ['they are of different sizes', { ...towns, pageSize: 2 }],
  ];

  it.each(others)('when %s', (_what, other) => {
    expect(joinPages([names, other], cursor)).toBeUndefined();
    expect(joinPages([other, names], cursor)).toBeUndefined();
    expect(joinPages([names, towns, other], cursor)).toBeUndefined();
  });

  it('by anything but the ids where the stream has no cursor', () => {
    const [edited, , , , shorter] = others.map(([, page]) => page);
    expect(edited && joinPages([names, edited], undefined)?.rows).toHaveLength(2);
    expect(shorter && joinPages([names, shorter], undefined)).toBeUndefined();
  });
});
