import { addSeconds, type Instant, secondsBetween } from '../core/instant.ts';
import { joinStretches, type Stretch } from '../core/stretch.ts';

/** A stretch of `updated_at` that one reader reads, and how far it has come. */
export interface Range {
  readonly from: Instant;
  /** Rows at or after this are another range's. It moves nearer when the range is split. */
  to: Instant | undefined;
  /** Every row from `from` up to but not with this was yielded; `undefined` before the first one. */
  reached: Instant | undefined;
  isDone: boolean;
  /** How many rows there are at or behind `from`, in whatever range, as the server counted; unknown before the first page. */
  rowsFrom: number | undefined;
  /** The same for the window that the last page was taken from. */
  rowsBehind: number | undefined;
  /** About how many rows of the range are still to be read. */
  left: number;
  /** How many pages were read since it was last split. */
  pages: number;
}

/** What a reader tells after each page. */
export interface RangeProgress {
  readonly reached: Instant | undefined;
  readonly windowRows: number;
  readonly rows: number;
}

/** A range of which nothing was read. */
export function toRange({ from, to }: Stretch): Range {
  const nothing = { reached: undefined, isDone: false, rowsFrom: undefined, rowsBehind: undefined };
  return { from, to, ...nothing, left: 0, pages: 0 };
}

/** Takes a page into account. The server counts what is behind a range too, so the next one's count is taken off. */
export function notePage(range: Range, ranges: readonly Range[], page: RangeProgress): void {
  range.reached = page.reached;
  range.pages += 1;
  range.rowsFrom ??= page.windowRows;
  range.rowsBehind = page.windowRows;
  const next = ranges.find(({ from }) => from === range.to);
  const counted = page.windowRows - page.rows - (next?.rowsFrom ?? 0);
  range.left = range.to === undefined || next?.rowsFrom !== undefined ? counted : range.left - page.rows;
  const before = ranges.find(({ to }) => to === range.from);
  if (range.pages === 1 && before?.rowsBehind !== undefined) before.left = before.rowsBehind - range.rowsFrom;
}

/** What was read of all ranges, in order. */
export function stretchesRead(ranges: readonly Range[]): readonly Stretch[] {
  return joinStretches(
    ranges.map(({ from, to, reached, isDone }) => ({ from, to: (isDone ? to : undefined) ?? reached ?? from })),
  );
}

/** So many pages must be left of a range, or have been read of it where the server does not count that far. */
const pagesToSplit = 4;

/** Whether a second reader of a range would be worth its first call. */
export function isWorthSplitting({ isDone, rowsFrom, left, pages }: Range, pageSize: number): boolean {
  if (isDone) return false;
  // A count that says that nothing is left of a range that goes on is one that ends at some limit.
  const isUncounted = rowsFrom !== undefined && left <= 0;
  return isUncounted ? pages >= pagesToSplit : left >= pagesToSplit * pageSize;
}

/**
 * Cuts off the later half of what is left of a range.
 * @param latest the latest `updated_at` that is known of, for a range without an end
 * @param leastSeconds neither half becomes shorter
 */
export function splitRange(range: Range, latest: Instant, leastSeconds: number): Range | undefined {
  const begin = range.reached ?? range.from;
  const seconds = secondsBetween(begin, range.to ?? latest);
  const middle = addSeconds(begin, Math.floor(seconds / 2));
  if (seconds < 2 * leastSeconds || middle <= begin) return undefined;
  const later = toRange({ from: middle, to: range.to });
  later.left = Math.ceil(range.left / 2);
  range.to = middle;
  range.left = Math.floor(range.left / 2);
  range.pages = 0;
  return later;
}
