import type { Entry } from './entry.ts';
import { compareEntries, type OrderKey, orderName } from './order-key.ts';

/** A set of rows in any number of orders: what the database holds, or what the index shows of it. */
export type View = {
  readonly get: (id: number) => Entry | undefined;
  readonly put: (entry: Entry) => void;
  readonly remove: (id: number) => void;
  readonly size: () => number;
  /** Grows with every change, so that answers computed before it can be told from current ones. */
  readonly revision: () => number;
  /** All rows in an order that is kept up to date while edits are few. Not to be changed by the caller. */
  readonly ordered: (keys: readonly OrderKey[]) => readonly Entry[];
};

type Sorted = { readonly entries: Entry[]; readonly compare: (left: Entry, right: Entry) => number; changes: number };

const manyChanges = 500;

function positionOf(sorted: Sorted, entry: Entry): number {
  let low = 0;
  let high = sorted.entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = sorted.entries[middle];
    if (other !== undefined && sorted.compare(other, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function replace(sorted: Sorted, before: Entry | undefined, after: Entry | undefined): void {
  if (before !== undefined) sorted.entries.splice(positionOf(sorted, before), 1);
  if (after !== undefined) sorted.entries.splice(positionOf(sorted, after), 0, after);
}

type State = { readonly rows: Map<number, Entry>; readonly orders: Map<string, Sorted>; revision: number };

function note(state: State, before: Entry | undefined, after: Entry | undefined): void {
  state.revision += 1;
  for (const [name, sorted] of state.orders) {
    sorted.changes += 1;
    // Sorting anew once is cheaper than very many insertions.
    if (sorted.changes > manyChanges) state.orders.delete(name);
    else replace(sorted, before, after);
  }
}

function inOrder(state: State, keys: readonly OrderKey[]): readonly Entry[] {
  const name = orderName(keys);
  const compare = compareEntries(keys);
  const sorted = state.orders.get(name) ?? { entries: [...state.rows.values()].sort(compare), compare, changes: 0 };
  state.orders.set(name, sorted);
  sorted.changes = 0;
  return sorted.entries;
}

/** An empty view. */
export function createView(): View {
  const state: State = { rows: new Map(), orders: new Map(), revision: 0 };
  return {
    get: (id) => state.rows.get(id),
    put: (entry) => {
      const before = state.rows.get(entry.id);
      state.rows.set(entry.id, entry);
      note(state, before, entry);
    },
    remove: (id) => {
      const before = state.rows.get(id);
      if (before !== undefined && state.rows.delete(id)) note(state, before, undefined);
    },
    size: () => state.rows.size,
    revision: () => state.revision,
    ordered: (keys) => inOrder(state, keys),
  };
}
