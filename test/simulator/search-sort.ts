import { ApiError, searchRefused } from './api-error.ts';
import type { Entry } from './entry.ts';
import type { Field } from './field.ts';
import { isArray, type Json, toNumber } from './json.ts';
import { type OrderedBy, type OrderKey } from './order-key.ts';
import { fieldOf, type Table } from './table.ts';
import { valueOf } from './value-of.ts';

/** One key of a sort by any field. */
export type FieldOrder = { readonly field: Field; readonly direction: 'asc' | 'desc' };

const compact: ReadonlyMap<string, OrderedBy> = new Map([
  ['id', 'id'],
  ['created_at', 'created'],
  ['updated_at', 'updated'],
]);

function toOrder(table: Table, item: Json): FieldOrder {
  const [name, direction = 'asc'] = isArray(item) ? item : [];
  if (typeof name !== 'string' || (direction !== 'asc' && direction !== 'desc')) {
    throw new ApiError('#<TypeError: a sort must be a field and a direction>');
  }
  const field = fieldOf(table, name);
  if (field === undefined) throw searchRefused(`No mapping found for [${name}] in order to sort on`);
  return { field, direction };
}

/** Reads `["f","asc"]` or `[["f","asc"],["g","desc"]]`; a field the index does not have is an error 100. */
export function readSort(table: Table, sort: Json | undefined): readonly FieldOrder[] {
  if (sort === undefined) return [];
  if (!isArray(sort)) throw new ApiError('#<TypeError: a sort must be an array>');
  return isArray(sort[0]) ? sort.map((item) => toOrder(table, item)) : [toOrder(table, sort)];
}

/** The order by compact keys that a sort means; `undefined` where it needs other fields. */
export function compactOrder(sort: readonly FieldOrder[]): readonly OrderKey[] | undefined {
  const keys = sort.flatMap(({ field, direction }) => {
    const by = compact.get(field.name);
    return by === undefined ? [] : [{ by, direction }];
  });
  return keys.length === sort.length ? keys : undefined;
}

function compareValues(left: Json, right: Json): number {
  const [first, second] = [toNumber(left), toNumber(right)];
  if (first !== undefined && second !== undefined) return first - second;
  const [text, other] = [JSON.stringify(left), JSON.stringify(right)];
  return text < other ? -1 : text === other ? 0 : 1;
}

function compareKeyed(left: readonly Json[], right: readonly Json[], sort: readonly FieldOrder[]): number {
  for (const [index, { direction }] of sort.entries()) {
    const [first = null, second = null] = [left[index], right[index]];
    if (first === null || second === null) {
      if (first !== second) return first === null ? 1 : -1;
    } else {
      const difference = compareValues(first, second);
      if (difference !== 0) return direction === 'asc' ? difference : -difference;
    }
  }
  return 0;
}

/** Sorts rows by any fields, blanks last; equal rows keep their order. */
export function sortEntries(entries: readonly Entry[], sort: readonly FieldOrder[]): readonly Entry[] {
  const keyed = entries.map((entry) => ({ entry, keys: sort.map(({ field }) => valueOf(entry, field)) }));
  return keyed.sort((left, right) => compareKeyed(left.keys, right.keys, sort)).map(({ entry }) => entry);
}
