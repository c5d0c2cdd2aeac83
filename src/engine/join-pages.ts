import type { Page } from './ports.ts';

/**
 * Joins pages that answered the same question with other columns each. `undefined` when they are not of the same rows in
 * the same state: somebody changed one between the calls.
 * @param cursor every page has this column, where the stream has a cursor: it tells whether a row was changed meanwhile
 */
export function joinPages(pages: readonly Page[], cursor: string | undefined): Page | undefined {
  const [first, ...others] = pages;
  if (first === undefined || !others.every((page) => isAlike(first, page, cursor))) return undefined;
  const rows = first.rows.map((row, index) => Object.assign({}, row, ...others.map((page) => page.rows[index])));
  return { ...first, rows };
}

function isAlike(first: Page, other: Page, cursor: string | undefined): boolean {
  if (other.page !== first.page || other.pageSize !== first.pageSize) return false;
  if (other.rows.length !== first.rows.length) return false;
  return first.rows.every((row, index) => {
    const same = other.rows[index];
    return same?.id === row.id && (cursor === undefined || same[cursor] === row[cursor]);
  });
}
