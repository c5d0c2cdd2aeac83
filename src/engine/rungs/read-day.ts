import { addSeconds, type Instant, later } from '../../core/instant.ts';
import type { StreamState } from '../../core/stream-state.ts';
import type { Condition } from '../ports.ts';
import type { ReadContext, RungEnd, Step } from '../read-context.ts';
import type { TimeBound } from '../walks/time-walk.ts';
import type { BoundProbe } from './probe-bound.ts';
import { readByTime } from './read-by-time.ts';

const day = 86_400;

/**
 * The days on which a range begins and ends are those of some time zone that no document names, and it is not said
 * whether the last one counts: a range that begins two days early misses nothing.
 */
const margin = 2 * day;

/** Before every row; years of three digits are nothing to rely on. */
const firstInstant = '1000-01-01T00:00:00Z' as Instant;
/** The latest day that a range of the documented form can be relied on to take. */
const lastDay = '12/31/9998';

/**
 * Behind so many rows a new window is begun, for the search index pages through 10,000. No sooner: its first pages repeat
 * the rows of some days.
 */
const rowsToSlide = 8000;

/** The documented form of a range, from two days before an instant on. */
function fromDay(at: Instant): Condition {
  const begin = later(addSeconds(at, -margin), firstInstant) ?? firstInstant;
  return ['updated_at', 'range', `${toDay(begin)} - ${lastDay}`];
}

/** `MM/DD/YYYY`. */
function toDay(at: Instant): string {
  return `${at.slice(5, 7)}/${at.slice(8, 10)}/${at.slice(0, 4)}`;
}

const byDay: TimeBound = {
  condition: fromDay,
  earliest: (from) => addSeconds(from, -margin - 2 * day),
  slide: (last, window, covered) => (covered >= rowsToSlide && toDay(last) !== toDay(window) ? last : window),
  leastSeconds: 30 * day,
  isExact: false,
};

const dayProbe: BoundProbe = {
  everything: fromDay(firstInstant),
  nothing: ['updated_at', 'range', `12/30/9998 - ${lastDay}`],
  upTo: fromDay,
  behind: (at) => fromDay(addSeconds(at, 2 * margin)),
};

/**
 * The second rung: the documented range of days on `updated_at`, ordered by `updated_at`, then `id`, and trimmed here.
 * An incremental run reads some two days of changes again each time.
 */
export function readDay(context: ReadContext, state: StreamState): AsyncGenerator<Step, RungEnd> {
  return readByTime(context, state, { name: 'day', probe: dayProbe, bound: byDay });
}
