import type { Instant } from '../core/instant.ts';
import type { RawRow } from '../core/record.ts';
import { advanceBookmark, type StreamState } from '../core/stream-state.ts';
import { mapSteps } from './map-steps.ts';
import type { Page } from './ports.ts';
import { probeInstant } from './probe-instant.ts';
import {
  ask,
  beginningOfTime,
  cursorOf,
  lowerBound,
  type Question,
  type ReadContext,
  type RungEnd,
  type Step,
  undated,
} from './read-context.ts';
import type { Walk } from './walk.ts';
import { walkPages } from './walk-pages.ts';

/** A row's place in the order of this rung. */
interface Key {
  readonly at: Instant;
  readonly id: number;
}

/**
 * The first rung: rows changed at or after an instant, ordered by `updated_at`, then `id`.
 *
 *     ----[bookmark - lookback]=======[bookmark]=======[run began]---> updated_at
 *         read again, for the index      new            clamp: the next bookmark is not later than this
 *         shows changes late
 *
 * Each page begins at the second that the page before ended in, so that positions count only within one second.
 */
export async function* readInstant(context: ReadContext, state: StreamState): AsyncGenerator<Step, RungEnd> {
  if (state.rung !== 'instant') {
    const probe = await probeInstant(context);
    if (probe.kind === 'refused') return probe;
    if (probe.kind === 'empty') return { kind: 'complete' };
  }
  const from = lowerBound(context, state) ?? beginningOfTime;
  let current: StreamState = { ...state, rung: 'instant' };
  const walk = walkPages(instantWalk(context, from));
  let total: number | undefined;
  const end = yield* mapSteps(walk, ({ rows, last, windowRows }) => {
    total ??= windowRows;
    current = advanceBookmark(current, last?.at, context.runBeganAt);
    return { rows, state: current, total };
  });
  if (end.kind === 'refused') return { ...end, trusted: state };
  return yield* readWithoutCursor(context, current);
}

function instantWalk(context: ReadContext, from: Instant): Walk<Key> {
  const askWindow = (window: Key | undefined, direction: 'asc' | 'desc', question: Partial<Question>): Promise<Page> =>
    ask(context, {
      engine: 'search',
      conditions: [['updated_at', 'gte', window?.at ?? from]],
      order: [
        ['updated_at', direction],
        ['id', direction],
      ],
      pageSize: 1,
      ...question,
    });
  return {
    fetch: (choice, window) => askWindow(window, 'asc', choice),
    fetchEnd: (end, window) => askWindow(window, end === 'first' ? 'asc' : 'desc', { columns: 'keys' }),
    keyOf,
    compare: (a, b) => (a.at === b.at ? a.id - b.id : a.at < b.at ? -1 : 1),
    pageSize: context.settings.pageSize,
    ties: 'impossible',
    window: { at: from, id: -1 },
    slide: (last) => ({ at: last.at, id: -1 }),
  };
}

/** A row without the cursor contradicts a question that was bounded by the cursor. */
function keyOf(row: RawRow): Key | undefined {
  const at = cursorOf(row);
  return at === undefined ? undefined : { at, id: row.id };
}

/**
 * Rows without `updated_at` are found by no range: when their number differs from last time, or the highest id among
 * them, all are read again. One call tells both.
 */
async function* readWithoutCursor(context: ReadContext, state: StreamState): AsyncGenerator<Step, RungEnd> {
  const askUndated = (direction: 'asc' | 'desc', question: Partial<Question>): Promise<Page> =>
    ask(context, {
      engine: 'search',
      conditions: [undated],
      order: [['id', direction]],
      pageSize: 1,
      ...question,
    });
  const highest = await askUndated('desc', { columns: 'keys' });
  const known = { rowsWithoutCursor: highest.totalRows, lastIdWithoutCursor: highest.rows[0]?.id };
  const isUnchanged =
    known.rowsWithoutCursor === state.rowsWithoutCursor && known.lastIdWithoutCursor === state.lastIdWithoutCursor;
  if (!isUnchanged && highest.totalRows > 0) {
    const walk = walkPages<number>({
      fetch: (choice) => askUndated('asc', choice),
      fetchEnd: (end) => askUndated(end === 'first' ? 'asc' : 'desc', { columns: 'keys' }),
      keyOf: (row) => (cursorOf(row) === undefined ? row.id : undefined),
      compare: (a, b) => a - b,
      pageSize: context.settings.pageSize,
      ties: 'impossible',
    });
    const end = yield* mapSteps(walk, ({ rows }) => ({ rows, state }));
    if (end.kind === 'refused') return end;
  }
  yield { rows: [], state: { ...state, ...known } };
  return { kind: 'complete' };
}
