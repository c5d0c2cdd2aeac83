import { addSeconds } from '../../core/instant.ts';
import type { RawRow } from '../../core/record.ts';
import type { Gap, Stretch } from '../../core/stretch.ts';
import { createRace } from '../flow/race.ts';
import { borrowSlots } from '../flow/slots.ts';
import type { ReadContext, RungEnd } from '../read-context.ts';
import type { TimeBound } from '../walks/time-walk.ts';
import type { Range } from './range.ts';
import { createRangePlan } from './range-plan.ts';
import type { RangeStep } from './range-step.ts';
import { readRange } from './read-range.ts';

/** Rows of any of the ranges. */
export interface RangesStep {
  readonly rows: readonly RawRow[];
  /** What was read so far, these rows with it. */
  readonly read: readonly Stretch[];
  /** How many rows there are in all gaps, at the first count; unknown where an earlier run has read between them. */
  readonly total: number | undefined;
}

/**
 * Reads gaps of `updated_at`, as many ranges of them at the same time as there are free slots.
 *
 *     |====reader 1====>      |==reader 2==>        |=reader 3=>          |...        ---> updated_at
 *      read             to be  read                  read
 *
 * Nobody knows beforehand where the rows lie, so nothing is planned: whenever a slot is free, the range with most rows
 * left is cut in two, and the new reader's first page tells how many rows that was. At the end all are
 * busy until the last few pages.
 */
export async function* readRanges(
  context: ReadContext,
  bound: TimeBound,
  gaps: readonly Gap[],
): AsyncGenerator<RangesStep, RungEnd> {
  const { runBeganAt: now, settings, pages } = context;
  const changedLately = addSeconds(now, -settings.lookbackSeconds);
  const { leastSeconds } = bound;
  const plan = createRangePlan({ gaps, leastSeconds, now, changedLately, pageSize: pages.pageSize });
  const race = createRace<Range, RangeStep, RungEnd>();
  const slots = borrowSlots(context.slots);
  let isProven = false;
  let total: number | undefined;

  function startNext(): boolean {
    const range = plan.take();
    if (range === undefined) return false;
    race.start(range, readRange(context, { range, bound, isProven, onLatest: plan.noteLatest }));
    return true;
  }

  startNext();
  try {
    while (race.size() > 0) {
      const { racer: range, result } = await race.next();
      if (result.done) {
        if (result.value.kind === 'refused') return result.value;
        range.isDone = true;
        // The stream's own slot stays with the last reader.
        if (!startNext() && race.size() > 0) slots.giveBackOne();
        continue;
      }
      const { rows, reached, windowRows } = result.value;
      isProven ||= result.value.isProven;
      // A count is of all that lies behind the first gap's beginning.
      if (gaps.length === 1) total ??= windowRows;
      plan.notePage(range, { reached, windowRows, rows: rows.length });
      yield { rows, read: plan.read(), total };
      race.goOn(range);
      slots.fill(startNext);
    }
    return { kind: 'complete' };
  } finally {
    race.stop();
    slots.giveBackAll();
  }
}
