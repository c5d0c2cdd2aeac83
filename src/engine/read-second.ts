import { addSeconds } from '../core/instant.ts';
import { countRows } from './ask-keys.ts';
import { mapSteps } from './map-steps.ts';
import type { Condition } from './ports.ts';
import type { ReadContext, RungEnd } from './read-context.ts';
import type { RangeStep, Second } from './read-range.ts';
import { refuse } from './refusal.ts';
import { readByIdBound } from './sweep-by-id-bound.ts';

/** How often counts are compared again when rows come and go between them. */
const tries = 3;

/**
 * Reads the rest of a second that has more rows than the search index pages through: by `id`, which is by value again.
 * A bulk edit gives thousands of rows one timestamp.
 */
export async function* readSecond(
  context: ReadContext,
  second: Second,
  isProven: boolean,
): AsyncGenerator<RangeStep, RungEnd> {
  const conditions: readonly Condition[] = [
    ['updated_at', 'gte', second.at],
    ['updated_at', 'lt', addSeconds(second.at, 1)],
  ];
  if (!(await isWhole(context, second, conditions))) {
    return { ...refuse('more rows share one second than the search index pages through'), mayPass: true };
  }
  const scope = { conditions, contains: (at: unknown) => at === second.at };
  const { lastId, rows } = second;
  const pass = readByIdBound(scope)(context, { lastId, rows, highest: undefined, beganAt: context.runBeganAt });
  return yield* mapSteps(pass, (step) => ({
    rows: step.rows,
    reached: second.at,
    windowRows: step.total,
    isProven,
  }));
}

/** Whether the upper bound hides nothing: what lies in the second must be what begins with it less what begins later. */
async function isWhole(context: ReadContext, { at }: Second, conditions: readonly Condition[]): Promise<boolean> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const [within, from, after] = await Promise.all([
      countRows(context, 'search', conditions),
      countRows(context, 'search', [['updated_at', 'gte', at]]),
      countRows(context, 'search', [['updated_at', 'gte', addSeconds(at, 1)]]),
    ]);
    if (within === from - after) return true;
  }
  return false;
}
