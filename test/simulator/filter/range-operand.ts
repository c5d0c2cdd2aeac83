import type { Dialect } from '../dialect.ts';
import type { Interval } from './condition.ts';

const dates = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*-\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/;
const years = /^\s*(\d{4})\s*(?:-\s*(\d{4})\s*)?$/;
const numbers = /^\s*(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?)\s*$/;

/** The day a month/day/year names, in milliseconds; `undefined` for one that is not in the calendar. */
function toDay(parts: readonly number[]): number | undefined {
  const [month = 0, date = 0, year = 0] = parts;
  const day = new Date(Date.UTC(year, month - 1, date));
  return day.getUTCMonth() === month - 1 && day.getUTCDate() === date ? day.getTime() : undefined;
}

/** The seconds of `MM/DD/YYYY - MM/DD/YYYY`, with or without blanks. */
export function dateRange(operand: string, dialect: Dialect): Interval | undefined {
  const parts = dates.exec(operand)?.slice(1).map(Number) ?? [];
  const [first, last] = [toDay(parts.slice(0, 3)), toDay(parts.slice(3))];
  if (parts.length !== 6 || first === undefined || last === undefined) return undefined;
  const offset = dialect.zoneOffsetMinutes * 60;
  // The documents do not say whether the last day counts. At its narrowest, the range ends with that day's midnight.
  const end = dialect.rangeEnd === 'end-of-day' ? last / 1000 + 86_400 : last / 1000 + 1;
  return { from: first / 1000 - offset, to: end - offset };
}

/**
 * The seconds of `2018 - 2019` or `2018`. The one documented sample answers only rows of the first year, as the range of
 * dates between the two first of January does, so the last year does not count.
 */
export function yearRange(operand: string, dialect: Dialect): Interval | undefined {
  const match = years.exec(operand);
  if (match === null) return undefined;
  const first = Number(match[1]);
  const end = match[2] === undefined ? Date.UTC(first + 1, 0) : Date.UTC(Number(match[2]), 0) + 1000;
  const offset = dialect.zoneOffsetMinutes * 60;
  return { from: Date.UTC(first, 0) / 1000 - offset, to: end / 1000 - offset };
}

/** The two ends of `10000 - 20000`, both of which belong to the range. */
export function numberRange(operand: string): readonly [number, number] | undefined {
  const match = numbers.exec(operand);
  return match === null ? undefined : [Number(match[1]), Number(match[2])];
}
