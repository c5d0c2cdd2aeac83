import type { RawRow } from '../../core/record.ts';
import type { PageReader } from '../calls/page-reader.ts';
import type { Question } from '../calls/question.ts';
import type { Page } from '../ports.ts';

/** An ordered question, to be read page by page. `Key` is a row's place in the order. */
export interface Walk<Key> {
  readonly pages: PageReader;
  /** What is asked of the window that begins at a key (or of everything). */
  readonly question: (window: Key | undefined) => Omit<Question, 'page' | 'pageSize'>;
  /** The row's key; `undefined` for a row that contradicts the question. */
  readonly keyOf: (row: RawRow) => Key | undefined;
  /** Negative when `a` comes before `b`. */
  readonly compare: (a: Key, b: Key) => number;
  /** Where an earlier read of the same order ended: rows up to `last` are not wanted, about `covered` of them exist. */
  readonly from?: { readonly last: Key; readonly covered: number };
  /** The window to begin with; without it, everything. */
  readonly window?: Key;
  /** No row of a window lies before this; without it, none lies before the window's beginning. */
  readonly earliest?: (window: Key) => Key;
  /** Whether rows may share a key: then a key counts as read only when a row behind it was seen on the same page. */
  readonly ties: 'possible' | 'impossible';
  /** The window to go on with after `last`, where the server can begin a window by value. */
  readonly slide?: (last: Key, place: { readonly window: Key | undefined; readonly covered: number }) => Key;
  /**
   * Asks for one row at an end of the window. A few rows may stand in order by chance: before a page that is not the
   * whole window counts as read, the row at the other end must really lie behind it.
   */
  readonly fetchEnd?: (end: 'first' | 'last', window: Key | undefined) => Promise<Page>;
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
  /** Whether this one page is the whole window. */
  readonly isWhole: boolean;
  /** Whether the order was proven from both ends, by this walk or before it. */
  readonly isProven: boolean;
}

/** Whether a row stands behind a key in the order. */
export function comesAfter<Key>(walk: Walk<Key>, row: RawRow, last: Key): boolean {
  const key = walk.keyOf(row);
  return key !== undefined && walk.compare(key, last) > 0;
}
