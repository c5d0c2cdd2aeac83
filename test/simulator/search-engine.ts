import { compileRoot } from './filter/compile-group.ts';
import type { Condition } from './filter/condition.ts';
import type { Selection } from './filter/select-entries.ts';
import type { FilterContext } from './filter/triplet.ts';
import { fullText } from './full-text.ts';
import type { OrderKey } from './order-key.ts';
import { jsonParameter } from './parameters.ts';
import { type FieldOrder, readSort } from './search-sort.ts';
import { selectSorted } from './select-sorted.ts';
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
  const search = { view: searchView(context.table), conditions: conditionsOf(context, parameters) };
  return selectSorted(search, { sort: sortOf(context, parameters), usual: natural });
}
