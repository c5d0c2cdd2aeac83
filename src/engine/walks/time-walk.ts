import type { Instant } from '../../core/instant.ts';
import type { RawRow } from '../../core/record.ts';
import type { Condition, SortKey } from '../ports.ts';
import { cursorOf, type ReadContext } from '../read-context.ts';
import { askKeys } from './ask-keys.ts';
import type { Walk } from './walk.ts';

/** A row's place in the order of time. */
export interface TimeKey {
  readonly at: Instant;
  readonly id: number;
}

/** How a rung bounds `updated_at` from below. */
export interface TimeBound {
  /** The condition that finds every row from an instant on, and perhaps some before it. */
  readonly condition: (from: Instant) => Condition;
  /** No row that the condition finds is earlier than this. */
  readonly earliest: (from: Instant) => Instant;
  /** Where the next window begins once every row up to `last` was read; `covered` rows of the present one were. */
  readonly slide: (last: Instant, window: Instant, covered: number) => Instant;
  /** A range shorter than twice this is not split: each part begins with rows that the bound finds before it. */
  readonly leastSeconds: number;
  /** Whether the server takes instants as bounds, so that one second can be asked for by itself. */
  readonly isExact: boolean;
}

/** What is read of the order of time: rows from `from` on, until one stands behind `isBeyond`. */
export interface TimeSpan {
  readonly from: Instant;
  readonly isBeyond: (at: Instant) => boolean;
  /** Whether the order was proven by another walk over the same stream. */
  readonly isProven: boolean;
  /** Hears of the latest `updated_at` that there is, when the walk learns it. */
  readonly onLatest: (at: Instant) => void;
}

/** The walk over rows ordered by `updated_at`, then `id`, in windows that begin by value. */
export function timeWalk(context: ReadContext, bound: TimeBound, span: TimeSpan): Walk<TimeKey> {
  const question = (window: TimeKey | undefined, direction: 'asc' | 'desc' = 'asc') => ({
    engine: 'search' as const,
    conditions: [bound.condition(window?.at ?? span.from)],
    order: byTime(direction),
  });
  return {
    pages: context.pages,
    question: (window) => question(window),
    ...(!span.isProven && {
      fetchEnd: async (end, window) => {
        const page = await askKeys(context, { ...question(window, end === 'first' ? 'asc' : 'desc'), pageSize: 1 });
        const at = end === 'last' && page.rows[0] && cursorOf(page.rows[0]);
        if (at) span.onLatest(at);
        return page;
      },
    }),
    keyOf,
    compare: (a, b) => (a.at === b.at ? a.id - b.id : a.at < b.at ? -1 : 1),
    ties: 'impossible',
    from: { last: { at: span.from, id: -1 }, covered: 0 },
    window: { at: span.from, id: -1 },
    earliest: (window) => ({ at: bound.earliest(window.at), id: -1 }),
    slide: (last, place) => ({ at: bound.slide(last.at, place.window?.at ?? span.from, place.covered), id: -1 }),
    isBeyond: (key) => span.isBeyond(key.at),
  };
}

/** `updated_at`, then `id`: no two rows share a place. */
export function byTime(direction: 'asc' | 'desc'): readonly SortKey[] {
  return [
    ['updated_at', direction],
    ['id', direction],
  ];
}

/** A row without the cursor contradicts a question that was bounded by the cursor. */
function keyOf(row: RawRow): TimeKey | undefined {
  const at = cursorOf(row);
  return at === undefined ? undefined : { at, id: row.id };
}
