import type { Condition } from './filter/condition.ts';
import { type Selection, selectEntries } from './filter/select-entries.ts';
import type { OrderKey } from './order-key.ts';
import { compactOrder, type FieldOrder, sortEntries } from './search-sort.ts';
import type { View } from './view.ts';

/** The rows that a call looks among, and the conditions that they must all meet. */
export type Search = { readonly view: View; readonly conditions: readonly Condition[] };

/** The order of an answer: by the sort, or the usual one where there is none. */
export type AnswerOrder = { readonly sort: readonly FieldOrder[]; readonly usual: readonly OrderKey[] };

/** Selects the rows that meet all conditions, sorted by any fields. A sort by compact keys reads the view's own order. */
export function selectSorted({ view, conditions }: Search, { sort, usual }: AnswerOrder): Selection {
  const order = sort.length === 0 ? usual : compactOrder(sort);
  if (order !== undefined) return selectEntries(view, conditions, order);
  const found = selectEntries(view, conditions, usual);
  const sorted = sortEntries(found.slice(0, found.total), sort);
  return { total: sorted.length, slice: (from, to) => sorted.slice(from, to) };
}
