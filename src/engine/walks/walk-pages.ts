import type { RawRow } from '../../core/record.ts';
import { startAhead } from '../flow/start-ahead.ts';
import type { Page } from '../ports.ts';
import type { RungEnd } from '../read-context.ts';
import { type Refused, refuse } from '../refusal.ts';
import { choosePage } from './choose-page.ts';
import { findFault, isLastPage, proveOrder, rowsBefore } from './judge-page.ts';
import { comesAfter, type Walk, type WalkStep } from './walk.ts';

interface Place<Key> {
  readonly window: Key | undefined;
  /** How many rows of the window were read; a guess once rows have moved. */
  readonly covered: number;
  readonly last: Key | undefined;
}

/**
 * Reads an ordered question to its end, whatever is inserted, edited or deleted meanwhile: each page begins at the last
 * row read (see `choosePage`); where that row is missing, earlier pages are asked for until one begins at or before it.
 * The next page is on its way while the caller works on this one.
 */
export async function* walkPages<Key>(walk: Walk<Key>): AsyncGenerator<WalkStep<Key>, RungEnd> {
  let idle = 0;
  let found = walk.from?.covered ?? 0;
  let unproven = walk.fetchEnd;
  const fetch = ({ window, covered }: Place<Key>): Promise<Page> =>
    walk.pages.read((pageSize) => ({ ...walk.question(window), ...choosePage(covered, pageSize) }));
  let place: Place<Key> = { window: walk.window, covered: walk.from?.covered ?? 0, last: walk.from?.last };
  let coming = fetch(place);
  for (;;) {
    const page = await coming;
    const fault = findFault(walk, page, place.window) ?? findLoop(page, { idle, found });
    if (fault) return fault;
    const start = rowsBefore(page);
    if (hasMoved(walk, page, start, place.last)) {
      place = { ...place, covered: stepBack(Math.min(start, page.totalRows), page.pageSize, idle) };
      idle += 1;
      coming = fetch(place);
      continue;
    }
    const { last } = place;
    const rows = last === undefined ? page.rows : page.rows.filter((row) => comesAfter(walk, row, last));
    const isLast = isLastPage(page);
    const isWhole = isLast && page.page === 1;
    const isDone = isLast || isBeyond(walk, page);
    const next = advance(walk, page, place, isLast);
    if (!isDone && (next === undefined || isStuckOnTies(walk, place, next))) {
      return { ...refuse('more rows share one timestamp than fit a page'), mayPass: true };
    }
    if (unproven && !isWhole) {
      const { window } = place;
      const proof = await proveOrder(walk, page, async (end) => (await unproven?.(end, window))?.rows[0]);
      if (proof === 'refuted') return refuse('the server ignores the order');
      if (proof === 'proven') unproven = undefined;
    }
    if (!isDone && next) coming = startAhead(fetch(next));
    yield {
      rows,
      last: next?.last,
      windowRows: page.totalRows,
      isWhole,
      isProven: unproven === undefined,
    };
    if (isDone || !next) return { kind: 'complete' };
    idle = rows.length === 0 ? idle + 1 : 0;
    found += rows.length;
    place = next;
  }
}

/** Whether everything that is wanted has been seen: the page ends behind it. */
function isBeyond<Key>(walk: Walk<Key>, page: Page): boolean {
  const lastRow = page.rows.at(-1);
  const key = lastRow && walk.keyOf(lastRow);
  return key !== undefined && walk.isBeyond?.(key) === true;
}

/** The rows that share the last key fill the rest of the page: it would be asked for again and again. */
function isStuckOnTies<Key>(walk: Walk<Key>, place: Place<Key>, next: Place<Key>): boolean {
  return walk.ties === 'possible' && next.last === place.last && next.covered <= place.covered;
}

/** Farther back at every try: many rows may have gone at once. */
function stepBack(covered: number, pageSize: number, tries: number): number {
  return Math.max(0, covered - pageSize * (2 ** Math.min(tries, 30) - 1));
}

/** So many pages may have been filled by rows that were inserted all at once before those that were read. */
const pagesInserted = 5000;

/**
 * A server that ignores the page number would be read for ever. It may also count any number of rows: what bounds the pages
 * that are read once more is how many rows were found, or many pages.
 */
function findLoop(
  { totalRows, pageSize }: Page,
  { idle, found }: { readonly idle: number; readonly found: number },
): Refused | undefined {
  const most = Math.min(totalRows, Math.max(found, pagesInserted * pageSize));
  return idle > 20 + (2 * most) / Math.max(pageSize, 1) ? refuse('the pages repeat themselves') : undefined;
}

/** The row that was read last is not where it was: rows before it were deleted or edited away since. */
function hasMoved<Key>(walk: Walk<Key>, page: Page, start: number, last: Key | undefined): boolean {
  if (start === 0) return false;
  const first = page.rows[0];
  return first === undefined || last === undefined || comesAfter(walk, first, last);
}

function advance<Key>(walk: Walk<Key>, page: Page, place: Place<Key>, isLast: boolean): Place<Key> | undefined {
  const read = walk.ties === 'possible' && !isLast ? withoutLastKey(walk, page.rows) : page.rows;
  const lastRow = read.at(-1);
  const start = rowsBefore(page);
  const lastKey = lastRow && walk.keyOf(lastRow);
  if (lastKey === undefined) return page.rows.length === 0 || isLast ? place : undefined;
  const isNew = place.last === undefined || walk.compare(lastKey, place.last) > 0;
  const last = isNew ? lastKey : place.last;
  if (last === undefined) return place;
  const window = walk.slide?.(last, { window: place.window, covered: start + read.length });
  if (window === undefined) return { ...place, last, covered: start + read.length };
  const isSameWindow = place.window !== undefined && walk.compare(window, place.window) === 0;
  // The rows are in order: those of the new window are the last few.
  const before = read.findLastIndex((row) => !isAtOrAfter(walk, row, window));
  return { window, last, covered: isSameWindow ? start + read.length : read.length - 1 - before };
}

function isAtOrAfter<Key>(walk: Walk<Key>, row: RawRow, window: Key): boolean {
  const key = walk.keyOf(row);
  return key !== undefined && walk.compare(key, window) >= 0;
}

function withoutLastKey<Key>(walk: Walk<Key>, rows: readonly RawRow[]): readonly RawRow[] {
  const lastRow = rows.at(-1);
  const lastKey = lastRow && walk.keyOf(lastRow);
  if (lastKey === undefined) return [];
  return rows.filter((row) => !isAtOrAfter(walk, row, lastKey));
}
