import type { Entry } from '../entry.ts';
import { compareEntries, type OrderedBy, type OrderKey, rank } from '../order-key.ts';
import type { View } from '../view.ts';
import type { Condition, Interval } from './condition.ts';

/** The rows that a search found, in order. */
export type Selection = {
  readonly total: number;
  readonly slice: (from: number, to: number) => readonly Entry[];
};

function mergeBounds(conditions: readonly Condition[], by: OrderedBy): Interval | undefined {
  const bounds = conditions.flatMap((condition) => (condition.bounds?.by === by ? [condition.bounds] : []));
  if (bounds.length === 0) return undefined;
  return { from: Math.max(...bounds.map(({ from }) => from)), to: Math.min(...bounds.map(({ to }) => to)) };
}

/** The first position whose entry is not before `limit` in a list that is ordered by `key`, nulls last. */
function position(list: readonly Entry[], key: OrderKey, limit: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = list[middle];
    const value = entry === undefined ? null : rank(entry, key.by);
    // Descending, the entries at or above the limit come first.
    const before = value !== null && (key.direction === 'asc' ? value < limit : value >= limit);
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

function stretch(list: readonly Entry[], key: OrderKey, interval: Interval): readonly [number, number] {
  const [first, last] = key.direction === 'asc' ? [interval.from, interval.to] : [interval.to, interval.from];
  const low = position(list, key, first);
  return [low, Math.max(low, position(list, key, last))];
}

function fromList(list: readonly Entry[], low = 0, high = list.length): Selection {
  return { total: high - low, slice: (from, to) => list.slice(low + from, Math.min(high, low + to)) };
}

function filtered(list: readonly Entry[], conditions: readonly Condition[]): readonly Entry[] {
  return conditions.length === 0
    ? list
    : list.filter((entry) => conditions.every((condition) => condition.test(entry)));
}

/** Selects along the order itself, jumping to the bounds on its first key. */
function alongOrder(view: View, conditions: readonly Condition[], keys: readonly OrderKey[]): Selection {
  const list = view.ordered(keys);
  const [key] = keys;
  const interval = key && mergeBounds(conditions, key.by);
  if (key === undefined || interval === undefined) {
    return conditions.length === 0 ? fromList(list) : fromList(filtered(list, conditions));
  }
  const [low, high] = stretch(list, key, interval);
  const others = conditions.filter((condition) => condition.bounds?.by !== key.by);
  return others.length === 0 ? fromList(list, low, high) : fromList(filtered(list.slice(low, high), others));
}

/** Selects the rows of a view that meet all conditions, in the order of the keys. */
export function selectEntries(view: View, conditions: readonly Condition[], keys: readonly OrderKey[]): Selection {
  const bounded = conditions.find((condition) => condition.bounds !== undefined)?.bounds?.by;
  const ownOrder = conditions.some((condition) => condition.bounds?.by === keys[0]?.by);
  if (bounded === undefined || ownOrder) return alongOrder(view, conditions, keys);
  const found = alongOrder(view, conditions, [{ by: bounded, direction: 'asc' }]);
  return fromList(found.slice(0, found.total).toSorted(compareEntries(keys)));
}
