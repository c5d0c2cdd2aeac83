import { ConnectorError } from '../../core/connector-error.ts';
import { addSeconds, type Instant } from '../../core/instant.ts';
import { cursorOf, type ReadContext, type RungEnd } from '../read-context.ts';
import { type TimeBound, type TimeKey, timeWalk } from '../walks/time-walk.ts';
import type { WalkStep } from '../walks/walk.ts';
import { walkPages } from '../walks/walk-pages.ts';
import type { Range } from './range.ts';
import type { RangeStep, Second } from './range-step.ts';
import { readSecond } from './read-second.ts';

/** What a reader of one range is told. */
export interface RangeReading {
  readonly bound: TimeBound;
  readonly range: Range;
  readonly isProven: boolean;
  readonly onLatest: (at: Instant) => void;
}

/** Reads one range to its end, wherever that is by the time it comes there. */
export async function* readRange(context: ReadContext, reading: RangeReading): AsyncGenerator<RangeStep, RungEnd> {
  const { range, bound, onLatest } = reading;
  let { from } = range;
  let { isProven } = reading;
  for (;;) {
    let second: Second | undefined;
    const isBeyond = (at: Instant): boolean => range.to !== undefined && at >= range.to;
    const walk = walkPages(timeWalk(context, bound, { from, isBeyond, isProven, onLatest }));
    try {
      for (;;) {
        const next = await walk.next();
        if (next.done) return next.value;
        ({ isProven } = next.value);
        second = countSecond(second, next.value);
        yield toStep(next.value, { range, from });
      }
    } catch (error) {
      // Where only days are bounds, the rows of some days are too many, and no second can be asked for by itself.
      if (second === undefined || !bound.isExact || !isTooDeep(error)) throw error;
    }
    // The range was split while its next page was on the way: the rest of this second is another range's.
    if (isBeyond(second.at)) return { kind: 'complete' };
    const end = yield* readSecond(context, second, isProven);
    if (end.kind === 'refused') return end;
    from = addSeconds(second.at, 1);
  }
}

function countSecond(before: Second | undefined, { rows, last }: WalkStep<TimeKey>): Second | undefined {
  if (last === undefined || rows.length === 0) return before;
  const begin = rows.findLastIndex((row) => cursorOf(row) !== last.at) + 1;
  const earlier = begin === 0 && before?.at === last.at ? before.rows : 0;
  return { at: last.at, lastId: last.id, rows: earlier + rows.length - begin };
}

function toStep(
  step: WalkStep<TimeKey>,
  { range, from }: { readonly range: Range; readonly from: Instant },
): RangeStep {
  const { to } = range;
  const { last, windowRows, isProven } = step;
  const at = last?.at ?? from;
  if (to === undefined || at < to) return { rows: step.rows, reached: at, windowRows, isProven };
  // The page may end behind the range: what is left to the next one is not vouched for here.
  const rows = step.rows.filter((row) => (cursorOf(row) ?? to) < to);
  return { rows, reached: to, windowRows, isProven };
}

function isTooDeep(error: unknown): boolean {
  return error instanceof ConnectorError && error.code === 'FLUXX_WINDOW_EXCEEDED';
}
