import { type Instant, later } from '../../core/instant.ts';
import type { Gap, Stretch } from '../../core/stretch.ts';
import {
  isWorthSplitting,
  notePage,
  type Range,
  type RangeProgress,
  splitRange,
  stretchesRead,
  toRange,
} from './range.ts';

/** Which ranges there are, and which one the next free reader takes. */
export interface RangePlan {
  /**
   * The next range to read: a gap that waits, or the later part of the range with most rows left; at the very last, where
   * there were several, what was changed lately.
   */
  readonly take: () => Range | undefined;
  readonly notePage: (range: Range, page: RangeProgress) => void;
  /** The latest `updated_at` that there is, as far as anybody knows: where a range without an end is taken to end. */
  readonly noteLatest: (at: Instant) => void;
  /** What was read so far. */
  readonly read: () => readonly Stretch[];
}

/** What the plan is made from. */
export interface RangePlanning {
  readonly gaps: readonly Gap[];
  /** When the run began. */
  readonly now: Instant;
  /** Before the run, by as much as the index may show changes late. */
  readonly changedLately: Instant;
  /** Neither half of a range that is split becomes shorter. */
  readonly leastSeconds: number;
  readonly pageSize: () => number;
}

/** Creates the plan for reading some gaps. */
export function createRangePlan({ gaps, now, changedLately, leastSeconds, pageSize }: RangePlanning): RangePlan {
  const ranges: Range[] = gaps.map(toRange);
  const waiting = [...ranges];
  let tail: Range | undefined;
  let latest = now;

  /**
   * A row that is edited before it is read moves behind everything, to where another reader may have been already. So
   * when all ranges are done, what was changed lately is read once more, by one reader: nothing moves past a single one.
   */
  function takeTail(): Range | undefined {
    if (tail !== undefined || ranges.length < 2 || ranges.some(({ isDone }) => !isDone)) return undefined;
    tail = toRange({ from: later(ranges[0]?.from, changedLately) ?? changedLately, to: undefined });
    ranges.push(tail);
    return tail;
  }

  function splitLargest(): Range | undefined {
    const size = pageSize();
    const candidates = ranges
      .filter((range) => range !== tail && isWorthSplitting(range, size))
      .sort((a, b) => b.left - a.left);
    for (const candidate of candidates) {
      const half = splitRange(candidate, later(latest, candidate.reached) ?? latest, leastSeconds);
      if (half === undefined) continue;
      ranges.push(half);
      return half;
    }
    return undefined;
  }

  return {
    take: () => waiting.shift() ?? splitLargest() ?? takeTail(),
    notePage: (range, page) => notePage(range, ranges, page),
    noteLatest(at) {
      latest = at;
    },
    read: () => stretchesRead(ranges),
  };
}
