import type { RawRow } from '../../core/record.ts';
import type { Page } from '../ports.ts';
import { type Refused, refuse } from '../refusal.ts';
import { comesAfter, type Walk } from './walk.ts';

/** What a page shows against the server: rows outside of what was asked for, or out of order. */
export function findFault<Key>(walk: Walk<Key>, page: Page, window: Key | undefined): Refused | undefined {
  const earliest = window === undefined ? undefined : (walk.earliest?.(window) ?? window);
  let previous: Key | undefined;
  for (const row of page.rows) {
    const key = walk.keyOf(row);
    if (key === undefined) return refuse(`row ${row.id} has no value to order by`);
    if (earliest !== undefined && walk.compare(key, earliest) < 0) {
      return refuse(`row ${row.id} lies outside of what was asked for`);
    }
    const order = previous === undefined ? -1 : walk.compare(previous, key);
    if (order > 0 || (order === 0 && walk.ties === 'impossible')) {
      return refuse(`row ${row.id} is out of order`);
    }
    previous = key;
  }
  return undefined;
}

/** How many rows stand before the page. */
export function rowsBefore(page: Page): number {
  return (page.page - 1) * page.pageSize;
}

/**
 * Whether nothing comes after this page. A full page is not the last whatever the count says: a search index may count
 * no further than to some limit.
 */
export function isLastPage(page: Page): boolean {
  return rowsBefore(page) + page.rows.length >= page.totalRows && page.rows.length < page.pageSize;
}

/** How often the ends are asked for again when somebody edits the row at one of them meanwhile. */
const tries = 3;

/** `consistent`: what is there agrees with the order, but too little is there to prove it. */
export type OrderProof = 'proven' | 'consistent' | 'refuted';

/**
 * Whether the server keeps to the order, from both ends of the window: the other end must lie behind the page, or be its
 * last row. A server that ignores the order begins in both directions with the same row; that an edit moved that row
 * between two calls must not pass for an order, so the first row is asked for again after the last.
 */
export async function proveOrder<Key>(
  walk: Walk<Key>,
  page: Page,
  askEnd: (end: 'first' | 'last') => Promise<RawRow | undefined>,
): Promise<OrderProof> {
  let first = page.page === 1 ? page.rows[0] : await askEnd('first');
  for (let attempt = 1; attempt <= tries; attempt++) {
    const last = await askEnd('last');
    const again = await askEnd('first');
    if (again?.id === first?.id) return weigh(walk, page, { first, last });
    first = again;
  }
  return 'refuted';
}

function weigh<Key>(
  walk: Walk<Key>,
  page: Page,
  { first, last }: { readonly first: RawRow | undefined; readonly last: RawRow | undefined },
): OrderProof {
  const lastOnPage = page.rows.at(-1);
  const key = lastOnPage && walk.keyOf(lastOnPage);
  if (last === undefined || key === undefined)
    return last === undefined && key === undefined ? 'consistent' : 'refuted';
  if (page.totalRows > 1 && first?.id === last.id) return 'refuted';
  if (comesAfter(walk, last, key)) return 'proven';
  const rowsBehind = page.totalRows - rowsBefore(page) - page.rows.length;
  return last.id === lastOnPage?.id && rowsBehind <= 0 ? 'consistent' : 'refuted';
}
