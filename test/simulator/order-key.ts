import type { Entry } from './entry.ts';
import { mix } from './hash.ts';

/** What of a compact entry an order can go by. `natural` is the order of an index that nobody asked to sort. */
export type OrderedBy = 'id' | 'created' | 'updated' | 'natural';

/** One key of an order. */
export type OrderKey = { readonly by: OrderedBy; readonly direction: 'asc' | 'desc' };

/** A name that is equal for equal orders. */
export function orderName(keys: readonly OrderKey[]): string {
  return keys.map((key) => `${key.by} ${key.direction}`).join(',');
}

/** The number that a key compares; `null` for a missing time, which goes last in either direction as in Elasticsearch. */
export function rank(entry: Entry, by: OrderedBy): number | null {
  // An index puts a row that was written again elsewhere, so its natural place depends on its last update.
  return by === 'natural' ? mix(entry.id, entry.updated ?? 0) : entry[by];
}

function compareKey(left: Entry, right: Entry, key: OrderKey): number {
  const first = rank(left, key.by);
  const second = rank(right, key.by);
  if (first === second) return 0;
  if (first === null) return 1;
  if (second === null) return -1;
  return key.direction === 'asc' ? first - second : second - first;
}

/** Compares by the keys, then in natural order: rows that are equal in what was asked for stand in no useful order. */
export function compareEntries(keys: readonly OrderKey[]): (left: Entry, right: Entry) => number {
  const natural: OrderKey = { by: 'natural', direction: 'asc' };
  const all = [...keys, natural];
  return (left, right) => {
    for (const key of all) {
      const difference = compareKey(left, right, key);
      if (difference !== 0) return difference;
    }
    return left.id - right.id;
  };
}
