import type { RawRow } from '../../core/record.ts';
import type { Page } from '../ports.ts';

/**
 * Joins pages that answered the same question with other columns each. `undefined` when they are not of the same rows in
 * the same state: somebody changed one between the calls.
 * @param cursor every page has this column, where the stream has a cursor: it tells whether a row was changed meanwhile
 */
export function joinPages(pages: readonly Page[], cursor: string | undefined): Page | undefined {
  const [first, ...others] = pages;
  if (first === undefined || !others.every((page) => isAlike(first, page, cursor))) return undefined;
  if (others.length === 0) return first;
  return { ...first, rows: first.rows.map((row, index) => joinRows(row, others, index)) };
}

/** Spread rather than assigned, for a column called `__proto__` is one like any other. */
function joinRows(row: RawRow, others: readonly Page[], index: number): RawRow {
  return others.reduce<RawRow>((joined, page) => ({ ...joined, ...page.rows[index] }), row);
}

/** Whether two pages are of the same rows in the same state, whatever their columns. */
export function isAlike(first: Page, other: Page, cursor: string | undefined): boolean {
  if (other.page !== first.page || other.pageSize !== first.pageSize) return false;
  if (other.rows.length !== first.rows.length) return false;
  return first.rows.every((row, index) => {
    const same = other.rows[index];
    return same?.id === row.id && (cursor === undefined || same[cursor] === row[cursor]);
  });
}
