import { addSeconds, type Instant, later, secondsBetween } from '../../core/instant.ts';
import type { Gap, Stretch } from '../../core/stretch.ts';

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
  rowsInWindow: number | undefined;
  /** About how many rows of the range are still to be read. */
  left: number;
  /** How far apart the rows of the last page lay, in seconds; unknown before the first one. */
  secondsPerRow: number | undefined;
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
export function toRange({ from, to }: Gap): Range {
  const unknown = { reached: undefined, rowsFrom: undefined, rowsInWindow: undefined, secondsPerRow: undefined };
  return { from, to, ...unknown, isDone: false, left: 0, pages: 0 };
}

/** Takes a page into account. The server counts what is behind a range too, so the next one's count is taken off. */
export function notePage(range: Range, ranges: readonly Range[], page: RangeProgress): void {
  const begin = range.reached ?? range.from;
  // A page that was under way when the range was split goes farther than the next one, which ends where the range does.
  range.reached = later(range.reached, page.reached);
  if (page.rows > 0) range.secondsPerRow = secondsBetween(begin, range.reached ?? begin) / page.rows;
  range.pages += 1;
  // A count that does not fall while rows are read ends at some limit: it does not tell how many there are.
  const isCounted = page.rows === 0 || range.rowsInWindow === undefined || page.windowRows < range.rowsInWindow;
  range.rowsFrom ??= page.windowRows;
  range.rowsInWindow = page.windowRows;
  const next = ranges.find(({ from }) => from === range.to);
  const counted = page.windowRows - page.rows - (next?.rowsFrom ?? 0);
  const estimated = range.to === undefined || next?.rowsFrom !== undefined ? counted : range.left - page.rows;
  range.left = isCounted ? estimated : 0;
  const before = ranges.find(({ to }) => to === range.from);
  if (range.pages === 1 && before?.rowsInWindow !== undefined) before.left = before.rowsInWindow - range.rowsFrom;
}

/** What was read of each range. */
export function stretchesRead(ranges: readonly Range[]): readonly Stretch[] {
  return ranges.map(({ from, to, reached, isDone }) => ({
    from,
    to: later(reached, isDone ? to : undefined) ?? from,
  }));
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

/** One page may lie in one second and say nothing about the rest, so no cut leaves less than this share of the time before it. */
const leastShare = 1 / 64;

/**
 * Cuts off the later part of what is left of a range: in the middle of its time, or earlier where its rows stand so thick
 * that half of them will come before. Halving alone would need seventeen cuts to find the hour of ten years in which
 * everything was changed, and each costs a call.
 * @param latest the latest `updated_at` that is known of, for a range without an end
 * @param leastSeconds neither part becomes shorter
 */
export function splitRange(range: Range, latest: Instant, leastSeconds: number): Range | undefined {
  const begin = range.reached ?? range.from;
  const seconds = secondsBetween(begin, range.to ?? latest);
  if (seconds < 2 * leastSeconds) return undefined;
  const untilHalf = Math.min(seconds, expectedSeconds(range)) / 2;
  const middle = addSeconds(begin, Math.floor(Math.max(untilHalf, seconds * leastShare, leastSeconds)));
  if (middle <= begin) return undefined;
  const rest = toRange({ from: middle, to: range.to });
  rest.left = Math.ceil(range.left / 2);
  range.to = middle;
  range.left = Math.floor(range.left / 2);
  range.pages = 0;
  return rest;
}

/** In how much time the rows that are left would lie if they all stood as thick as those of the last page. */
function expectedSeconds({ left, secondsPerRow }: Range): number {
  return left > 0 && secondsPerRow !== undefined ? left * secondsPerRow : Number.POSITIVE_INFINITY;
}
