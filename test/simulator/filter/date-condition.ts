import { searchRefused } from '../api-error.ts';
import type { Entry } from '../entry.ts';
import { toText } from '../json.ts';
import type { OrderedBy } from '../order-key.ts';
import { toSeconds } from '../timestamp.ts';
import { secondsOf } from '../value-of.ts';
import { always, type Condition, type Interval, within } from './condition.ts';
import { dateRange, yearRange } from './range-operand.ts';
import { relativePeriod } from './relative-period.ts';
import { comparison, type FilterContext, type Triplet } from './triplet.ts';

const indexedTimes: ReadonlyMap<string, OrderedBy> = new Map([
  ['created_at', 'created'],
  ['updated_at', 'updated'],
]);

function inInterval(triplet: Triplet, interval: Interval): Condition {
  const by = indexedTimes.get(triplet.field.name);
  const test = (entry: Entry): boolean => within(interval, secondsOf(entry, triplet.field));
  return by === undefined ? { test } : { test, bounds: { ...interval, by } };
}

const everything = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** The interval that a comparison of whole seconds means, so that a search can jump to it. */
function comparedInterval(operator: string, seconds: number): Interval | undefined {
  const [at, after] = [Math.ceil(seconds), Math.floor(seconds) + 1];
  switch (operator) {
    case 'eq':
      return { from: at, to: after };
    case 'lt':
      return { ...everything, to: at };
    case 'lte':
      return { ...everything, to: after };
    case 'gt':
      return { ...everything, from: after };
    case 'gte':
      return { ...everything, from: at };
    default:
      return undefined;
  }
}

function notEqual(triplet: Triplet, seconds: number): Condition {
  return {
    test: (entry) => {
      const value = secondsOf(entry, triplet.field);
      return value !== null && value !== seconds;
    },
  };
}

/** Compares by the day alone, on both sides: `gt` then misses the rest of the operand's day. */
function byDay(context: FilterContext, triplet: Triplet, seconds: number): Condition {
  const compare = comparison(triplet.operator);
  const offset = context.table.dialect.zoneOffsetMinutes * 60;
  const day = (time: number): number => Math.floor((time + offset) / 86_400);
  return {
    test: (entry) => {
      const value = secondsOf(entry, triplet.field);
      return value !== null && compare !== undefined && compare(day(value) - day(seconds));
    },
  };
}

function unparsed(triplet: Triplet): Error {
  return searchRefused(`failed to parse date field [${toText(triplet.operand)}] of [${triplet.field.name}]`);
}

function compareInstant(context: FilterContext, triplet: Triplet): Condition {
  const seconds = typeof triplet.operand === 'string' ? toSeconds(triplet.operand) : undefined;
  const { datetimes } = context.table.dialect;
  if (seconds === undefined || datetimes === 'day') throw unparsed(triplet);
  if (datetimes === 'ignored') return always;
  if (datetimes === 'truncated-to-day') return byDay(context, triplet, seconds);
  const interval = comparedInterval(triplet.operator, seconds);
  return interval === undefined ? notEqual(triplet, seconds) : inInterval(triplet, interval);
}

function rangeInterval(context: FilterContext, triplet: Triplet): Interval | undefined {
  const { dialect } = context.table;
  const operand = toText(triplet.operand);
  if (triplet.operator === 'range') return dateRange(operand, dialect);
  if (triplet.operator === 'range-year-cal' || triplet.operator === 'range-year-fiscal')
    return yearRange(operand, dialect);
  const today = { seconds: context.seconds, zoneOffsetMinutes: dialect.zoneOffsetMinutes };
  return relativePeriod(triplet.operator, Number(triplet.operand) || 0, today);
}

/** A condition on a date field; an operand that the model's dialect does not take is an error 100. */
export function dateCondition(context: FilterContext, triplet: Triplet): Condition {
  if (context.table.dialect.datetimes === 'error') throw unparsed(triplet);
  if (comparison(triplet.operator) !== undefined) return compareInstant(context, triplet);
  const interval = rangeInterval(context, triplet);
  if (interval !== undefined) return inInterval(triplet, interval);
  if (context.table.dialect.datetimes === 'ignored') return always;
  throw unparsed(triplet);
}
