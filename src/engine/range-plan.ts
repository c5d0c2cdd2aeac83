import { type Instant, later } from '../core/instant.ts';
import type { Gap, Stretch } from '../core/stretch.ts';
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
  /** The next range to read: a gap that waits, or the later part of the range with most rows left. */
  readonly take: () => Range | undefined;
  /** A range was read to its end. */
  readonly finish: (range: Range) => void;
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
  /** Neither half of a range that is split becomes shorter. */
  readonly leastSeconds: number;
  readonly pageSize: () => number;
}

/** Creates the plan for reading some gaps. */
export function createRangePlan({ gaps, now, leastSeconds, pageSize }: RangePlanning): RangePlan {
  const ranges: Range[] = gaps.map(toRange);
  const waiting = [...ranges];
  let tail: Range | undefined;
  let latest = now;

  /**
   * A row that is edited before it is read moves behind everything: when the range without an end is done before the
   * others, what was changed since the run began is left for the very last.
   */
  function finish(range: Range): void {
    range.isDone = true;
    if (range.to !== undefined || ranges.every(({ isDone }) => isDone)) return;
    tail = toRange({ from: later(range.reached ?? range.from, now), to: undefined });
    ranges.push(tail);
  }

  function takeTail(): Range | undefined {
    if (ranges.some((range) => range !== tail && !range.isDone)) return undefined;
    const taken = tail;
    tail = undefined;
    return taken;
  }

  function splitLargest(): Range | undefined {
    const size = pageSize();
    const candidates = ranges.filter((range) => isWorthSplitting(range, size)).sort((a, b) => b.left - a.left);
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
    finish,
    notePage: (range, page) => notePage(range, ranges, page),
    noteLatest(at) {
      latest = at;
    },
    read: () => stretchesRead(ranges),
  };
}
