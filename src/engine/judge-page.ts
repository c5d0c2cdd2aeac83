import type { RawRow } from '../core/record.ts';
import type { Page } from './ports.ts';
import { comesAfter, refuse, type Walk, type WalkEnd } from './walk.ts';

/** What a page shows against the server: rows outside of what was asked for, or out of order. */
export function findFault<Key>(walk: Walk<Key>, page: Page, window: Key | undefined): WalkEnd | undefined {
  let previous: Key | undefined;
  for (const row of page.rows) {
    const key = walk.keyOf(row);
    if (key === undefined) return refuse('bounds', `row ${row.id} has no value to order by`);
    if (window !== undefined && walk.compare(key, window) < 0) {
      return refuse('bounds', `row ${row.id} lies outside of what was asked for`);
    }
    const order = previous === undefined ? -1 : walk.compare(previous, key);
    if (order > 0 || (order === 0 && walk.ties === 'impossible')) {
      return refuse('disorder', `row ${row.id} is out of order`);
    }
    previous = key;
  }
  return undefined;
}

/** Whether the page holds every row of its window: then nothing has to be believed. */
export function isWholeWindow(page: Page): boolean {
  return page.page === 1 && page.rows.length >= page.totalRows && page.rows.length < page.pageSize;
}

/** How often the ends are asked for again when somebody edits the row at one of them meanwhile. */
const tries = 3;

/**
 * Where the other end of the order lies: behind the page, on it as its last row, or where no order would put it. A
 * server that ignores the order begins in both directions with the same row; that an edit moved that row between two
 * calls must not pass for an order, so the first row is asked for again after the last.
 */
export async function findOtherEnd<Key>(
  walk: Walk<Key>,
  page: Page,
  window: Key | undefined,
): Promise<'behind' | 'last' | 'elsewhere'> {
  if (walk.fetchEnd === undefined) return 'behind';
  const askEnd = async (end: 'first' | 'last'): Promise<RawRow | undefined> =>
    (await walk.fetchEnd?.(end, window))?.rows[0];
  let first = page.page === 1 ? page.rows[0] : await askEnd('first');
  for (let attempt = 1; attempt <= tries; attempt++) {
    const last = await askEnd('last');
    const again = await askEnd('first');
    if (again?.id === first?.id) return locate(walk, page, { first, last });
    first = again;
  }
  return 'elsewhere';
}

function locate<Key>(
  walk: Walk<Key>,
  page: Page,
  { first, last }: { readonly first: RawRow | undefined; readonly last: RawRow | undefined },
): 'behind' | 'last' | 'elsewhere' {
  const lastOnPage = page.rows.at(-1);
  const key = lastOnPage && walk.keyOf(lastOnPage);
  if (last === undefined || key === undefined) return last === undefined && key === undefined ? 'last' : 'elsewhere';
  if (page.totalRows > 1 && first?.id === last.id) return 'elsewhere';
  if (last.id === lastOnPage?.id) return 'last';
  return comesAfter(walk, last, key) ? 'behind' : 'elsewhere';
}
