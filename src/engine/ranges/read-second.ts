import { addSeconds, parseInstant } from '../../core/instant.ts';
import { mapSteps } from '../flow/map-steps.ts';
import type { Condition } from '../ports.ts';
import { cursorOf, type ReadContext, type RungEnd } from '../read-context.ts';
import { refuse } from '../refusal.ts';
import { readByIdBound } from '../sweeps/sweep-by-id-bound.ts';
import { askKeys, countRows } from '../walks/ask-keys.ts';
import { byTime } from '../walks/time-walk.ts';
import type { RangeStep, Second } from './range-step.ts';

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
  const rowsFrom = await countFrom(context, second, conditions);
  if (rowsFrom === undefined) {
    return { ...refuse('more rows share one second than the search index pages through'), mayPass: true };
  }
  const scope = { conditions, contains: (at: unknown) => parseInstant(at) === second.at };
  const { lastId, rows: rowsBefore } = second;
  let rowsRead = rowsBefore;
  const pass = readByIdBound(scope)(context, { lastId, rows: rowsBefore });
  const end = yield* mapSteps(pass, ({ rows }) => {
    const windowRows = rowsFrom - rowsRead;
    rowsRead += rows.length;
    return { rows, reached: second.at, windowRows, isProven };
  });
  // What was read by time up to this second holds, whatever the server makes of ids.
  return end.kind === 'refused' ? { ...end, mayPass: true } : end;
}

/**
 * How many rows there are from the second on, if its bounds are exact and hide nothing: what begins behind it must lie
 * behind it (a server that compares days finds nothing between two seconds of one day, and the whole day behind either),
 * and what lies in it must be what begins with it less what begins later.
 */
async function countFrom(
  context: ReadContext,
  { at }: Second,
  conditions: readonly Condition[],
): Promise<number | undefined> {
  const behind: Condition = ['updated_at', 'gte', addSeconds(at, 1)];
  for (let attempt = 1; attempt <= tries; attempt++) {
    const [within, from, later] = await Promise.all([
      countRows(context, 'search', conditions),
      countRows(context, 'search', [['updated_at', 'gte', at]]),
      askKeys(context, { engine: 'search', conditions: [behind], order: byTime('asc'), pageSize: 1 }),
    ]);
    const [next] = later.rows;
    const isExact = next === undefined || (cursorOf(next) ?? at) > at;
    if (isExact && within === from - later.totalRows) return from;
  }
  return undefined;
}
