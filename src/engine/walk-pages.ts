import type { RawRow } from '../core/record.ts';
import { choosePage, type PageChoice } from './choose-page.ts';
import type { Page } from './ports.ts';

/** An ordered question, to be read page by page. `Key` is a row's place in the order. */
export interface Walk<Key> {
  /** Asks for one page of the window that begins at a key (or of everything). */
  readonly fetch: (choice: PageChoice, window: Key | undefined) => Promise<Page>;
  /** The row's key; `undefined` for a row that contradicts the question. */
  readonly keyOf: (row: RawRow) => Key | undefined;
  /** Negative when `a` comes before `b`. */
  readonly compare: (a: Key, b: Key) => number;
  readonly pageSize: number;
  /** Where an earlier read of the same order ended: rows up to `last` are not wanted, about `covered` of them exist. */
  readonly from?: { readonly last: Key; readonly covered: number };
  /** The window to begin with; without it, everything. */
  readonly window?: Key;
  /** Whether rows may share a key: then a key counts as read only when a row behind it was seen on the same page. */
  readonly ties: 'possible' | 'impossible';
  /** The window to go on with after `last`, where the server can begin a window by value. */
  readonly slide?: (last: Key) => Key;
  /**
   * Asks for one row of the window in the reverse order. A few rows may stand in order by chance: before a page with
   * rows behind it counts as read, the row at the other end must really lie behind it.
   */
  readonly fetchLast?: (window: Key | undefined) => Promise<Page>;
  /** Tells that everything behind this key is not wanted. */
  readonly isBeyond?: (key: Key) => boolean;
}

/** Rows that were not read before, in order. */
export interface WalkStep<Key> {
  readonly rows: readonly RawRow[];
  /** Every row up to this key was yielded. */
  readonly last: Key | undefined;
  /** The server's count of the rows of the window that this page was taken from. */
  readonly windowRows: number;
}

/** `disorder`: the rows do not come in the order asked for, so nothing that was read can be vouched for. */
export type WalkEnd =
  | { readonly kind: 'complete' }
  | { readonly kind: 'refused'; readonly why: 'disorder' | 'bounds' | 'too-many-ties'; readonly reason: string };

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
export async function* walkPages<Key>(walk: Walk<Key>): AsyncGenerator<WalkStep<Key>, WalkEnd> {
  let { pageSize } = walk;
  let idle = 0;
  let isSorted = walk.fetchLast === undefined;
  let asked: PageChoice = { page: 1, pageSize };
  const fetch = ({ window, covered }: Place<Key>): Promise<Page> => {
    asked = choosePage(covered, pageSize);
    return walk.fetch(asked, window);
  };
  let place: Place<Key> = { window: walk.window, covered: walk.from?.covered ?? 0, last: walk.from?.last };
  let coming = fetch(place);
  for (;;) {
    const page = await coming;
    if (page.pageSize < asked.pageSize) ({ pageSize } = page); // the server has a limit of its own
    const fault = findFault(walk, page, place.window) ?? findLoop(page, idle);
    if (fault) return fault;
    const start = (page.page - 1) * page.pageSize;
    if (hasMoved(walk, page, start, place.last)) {
      place = { ...place, covered: stepBack(Math.min(start, page.totalRows), pageSize, idle) };
      idle += 1;
      coming = fetch(place);
      continue;
    }
    const { last } = place;
    const rows = last === undefined ? page.rows : page.rows.filter((row) => comesAfter(walk, row, last));
    // A full page is not the last whatever the count says: a search index may count no further than to some limit.
    const isLastPage = start + page.rows.length >= page.totalRows && page.rows.length < page.pageSize;
    const isDone = isLastPage || isBeyond(walk, page);
    const next = advance(walk, page, place, isLastPage);
    if (!isDone && (next === undefined || isStuckOnTies(walk, place, next))) {
      return refuse('too-many-ties', 'more rows share one timestamp than fit a page');
    }
    if (!isSorted && start + page.rows.length < page.totalRows) {
      if (!(await hasRowsBehind(walk, page, place.window))) return refuse('disorder', 'the server ignores the order');
      isSorted = true;
    }
    if (!isDone && next) coming = startAhead(fetch(next));
    yield { rows, last: next?.last, windowRows: page.totalRows };
    if (isDone || !next) return { kind: 'complete' };
    idle = rows.length === 0 ? idle + 1 : 0;
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

async function hasRowsBehind<Key>(walk: Walk<Key>, page: Page, window: Key | undefined): Promise<boolean> {
  const lastRow = page.rows.at(-1);
  const [row] = (await walk.fetchLast?.(window))?.rows ?? [];
  const key = lastRow && walk.keyOf(lastRow);
  return row !== undefined && key !== undefined && comesAfter(walk, row, key);
}

/** Farther back at every try: many rows may have gone at once. */
function stepBack(covered: number, pageSize: number, tries: number): number {
  return Math.max(0, covered - pageSize * (2 ** Math.min(tries, 30) - 1));
}

/** A server that ignores the page number would be read for ever. */
function findLoop(page: Page, idle: number): WalkEnd | undefined {
  const limit = 20 + (2 * page.totalRows) / Math.max(page.pageSize, 1);
  return idle > limit ? refuse('disorder', 'the pages repeat themselves') : undefined;
}

/** A request that runs ahead may fail before anybody waits for it; the failure is taken up where it is awaited. */
function startAhead(request: Promise<Page>): Promise<Page> {
  request.catch(() => undefined);
  return request;
}

function comesAfter<Key>(walk: Walk<Key>, row: RawRow, last: Key): boolean {
  const key = walk.keyOf(row);
  return key !== undefined && walk.compare(key, last) > 0;
}

/** The row that was read last is not where it was: rows before it were deleted or edited away since. */
function hasMoved<Key>(walk: Walk<Key>, page: Page, start: number, last: Key | undefined): boolean {
  if (start === 0) return false;
  const first = page.rows[0];
  return first === undefined || last === undefined || comesAfter(walk, first, last);
}

function findFault<Key>(walk: Walk<Key>, page: Page, window: Key | undefined): WalkEnd | undefined {
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

function advance<Key>(walk: Walk<Key>, page: Page, place: Place<Key>, isLastPage: boolean): Place<Key> | undefined {
  const read = walk.ties === 'possible' && !isLastPage ? withoutLastKey(walk, page.rows) : page.rows;
  const lastRow = read.at(-1);
  const start = (page.page - 1) * page.pageSize;
  const lastKey = lastRow && walk.keyOf(lastRow);
  if (lastKey === undefined) return page.rows.length === 0 || isLastPage ? place : undefined;
  const isNew = place.last === undefined || walk.compare(lastKey, place.last) > 0;
  const last = isNew ? lastKey : place.last;
  if (last === undefined) return place;
  const window = walk.slide?.(last);
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

function refuse(why: 'disorder' | 'bounds' | 'too-many-ties', reason: string): WalkEnd {
  return { kind: 'refused', why, reason };
}
