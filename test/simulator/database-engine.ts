import { ApiError } from './api-error.ts';
import type { Condition } from './filter/condition.ts';
import type { Selection } from './filter/select-entries.ts';
import type { FilterContext } from './filter/triplet.ts';
import { fullText } from './full-text.ts';
import { isArray, isObject, isTrue, type Json, toNumber, toText } from './json.ts';
import type { OrderKey } from './order-key.ts';
import { jsonParameter } from './parameters.ts';
import type { FieldOrder } from './search-sort.ts';
import { selectSorted } from './select-sorted.ts';
import { fieldOf, type Table } from './table.ts';
import { valueOf } from './value-of.ts';

function isFilterable(table: Table, column: string): boolean {
  const { filterable } = table.dialect;
  return column === 'id' || (filterable.length > 0 ? filterable.includes(column) : /(?:^name|_id|_type)$/.test(column));
}

function isSame(value: Json, wanted: Json): boolean {
  if (typeof value === 'number') return toNumber(wanted) === value;
  if (typeof value === 'boolean') return value === isTrue(wanted);
  return value !== null && toText(value) === toText(wanted);
}

/** `column IN (values)`; nothing for a column that the server does not filter by. */
function equality(table: Table, column: string, values: readonly Json[]): readonly Condition[] {
  const field = fieldOf(table, column);
  if (field === undefined || !isFilterable(table, column)) return [];
  return [{ test: (entry) => values.some((wanted) => isSame(valueOf(entry, field), wanted)) }];
}

/** `{"model":{"column":value}}`. Any other object, such as a group filter, is silently ignored. */
function fromJson(table: Table, filter: Json | undefined): readonly Condition[] {
  if (isArray(filter)) throw new ApiError("#<NoMethodError: undefined method `each_pair' for Array>");
  const columns = isObject(filter) ? filter[table.model] : undefined;
  if (!isObject(columns)) return [];
  return Object.entries(columns).flatMap(([column, value]) =>
    equality(table, column, isArray(value) ? value : [value]),
  );
}

/** `filter[model][column]=value`, and `filter[model][column][]=value` once for each of several. */
function fromBrackets(table: Table, parameters: URLSearchParams): readonly Condition[] {
  const form = /^filter\[(\w+)\]\[(\w+)\](?:\[\])?$/;
  const names = [...new Set(parameters.keys())];
  return names.flatMap((name) => {
    const [, model, column] = form.exec(name) ?? [];
    if (model !== table.model || column === undefined) return [];
    return equality(table, column, parameters.getAll(name));
  });
}

/** One column of the model's list, and only where attribute and order are both sent. */
function sortOf(table: Table, parameters: URLSearchParams): readonly FieldOrder[] {
  const name = parameters.get('sort_attribute') ?? '';
  const order = parameters.get('sort_order')?.toLowerCase();
  const field = table.dialect.sortable.includes(name) ? fieldOf(table, name) : undefined;
  if (field === undefined || table.dialect.sort === 'ignored') return [];
  return order === 'asc' || order === 'desc' ? [{ field, direction: order }] : [];
}

/** Selects as the database does: equality on some columns, one sort at most, the newest state of every row. */
export function databaseEngine(context: FilterContext, parameters: URLSearchParams): Selection {
  const { table } = context;
  const conditions = [
    ...fromJson(table, jsonParameter(parameters, 'filter')),
    ...fromBrackets(table, parameters),
    ...fullText(table, parameters.get('query')),
  ];
  const usual: readonly OrderKey[] = [{ by: table.dialect.databaseOrder, direction: 'asc' }];
  return selectSorted({ view: table.current, conditions }, { sort: sortOf(table, parameters), usual });
}
