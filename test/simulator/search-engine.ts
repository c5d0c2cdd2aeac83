import { compileRoot } from './filter/compile-group.ts';
import type { Condition } from './filter/condition.ts';
import { type Selection, selectEntries } from './filter/select-entries.ts';
import type { FilterContext } from './filter/triplet.ts';
import { fullText } from './full-text.ts';
import type { OrderKey } from './order-key.ts';
import { jsonParameter } from './parameters.ts';
import { compactOrder, type FieldOrder, readSort, sortEntries } from './search-sort.ts';
import { searchView } from './table.ts';

const natural: readonly OrderKey[] = [{ by: 'natural', direction: 'asc' }];

function conditionsOf(context: FilterContext, parameters: URLSearchParams): readonly Condition[] {
  const filter = jsonParameter(parameters, 'filter');
  const conditions = filter === undefined ? [] : compileRoot(context, filter);
  return [...conditions, ...fullText(context.table, parameters.get('query'))];
}

function sortOf(context: FilterContext, parameters: URLSearchParams): readonly FieldOrder[] {
  const sort = readSort(context.table, jsonParameter(parameters, 'sort'));
  return context.table.dialect.sort === 'honoured' ? sort : [];
}

/** Selects as the search index does: group filters, sorts by several fields, no useful order unless asked for one. */
export function searchEngine(context: FilterContext, parameters: URLSearchParams): Selection {
  const view = searchView(context.table);
  const conditions = conditionsOf(context, parameters);
  const sort = sortOf(context, parameters);
  const order = sort.length === 0 ? natural : compactOrder(sort);
  if (order !== undefined) return selectEntries(view, conditions, order);
  const found = selectEntries(view, conditions, natural);
  const sorted = sortEntries(found.slice(0, found.total), sort);
  return { total: sorted.length, slice: (from, to) => sorted.slice(from, to) };
}
