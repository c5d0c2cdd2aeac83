import { ApiError } from '../api-error.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { fieldOf, searchView } from '../table.ts';
import { valueOf } from '../value-of.ts';
import type { Condition } from './condition.ts';
import { dateCondition } from './date-condition.ts';
import { idCondition } from './id-condition.ts';
import type { FilterContext, Triplet } from './triplet.ts';
import { blankCondition, valueCondition } from './value-condition.ts';

function all(conditions: readonly Condition[]): Condition {
  return { test: (entry) => conditions.every((condition) => condition.test(entry)) };
}

function any(conditions: readonly Condition[]): Condition {
  return { test: (entry) => conditions.some((condition) => condition.test(entry)) };
}

function not(condition: Condition): Condition {
  return { test: (entry) => !condition.test(entry) };
}

/** How the conditions of a group become conditions that must all hold. */
const joins: ReadonlyMap<Json | undefined, (parts: readonly Condition[]) => readonly Condition[]> = new Map([
  ['and', (parts) => parts],
  ['or', (parts) => [any(parts)]],
  ['not-and', (parts) => [not(all(parts))]],
  ['not-or', (parts) => [not(any(parts))]],
]);

function compileGroup(context: FilterContext, group: JsonObject): readonly Condition[] {
  const conditions = group['conditions'];
  const join = joins.get(group['group_type']);
  if (!isArray(conditions)) throw new ApiError("#<NoMethodError: undefined method `each' for nil:NilClass>");
  if (join === undefined) {
    throw new ApiError(`#<RuntimeError: unknown group_type ${JSON.stringify(group['group_type'] ?? null)}>`);
  }
  return join(conditions.map((item) => compile(context, item)));
}

/** A filter on the fields of the related record. */
function crossCard(context: FilterContext, triplet: Triplet): Condition {
  const target = triplet.field.to === undefined ? undefined : context.related(triplet.field.to);
  if (target === undefined) throw new ApiError(`#<NameError: no relation behind ${triplet.field.name}>`);
  const inner = all(compileRoot({ ...context, table: target }, triplet.operand));
  return {
    test: (entry) => {
      const value = valueOf(entry, triplet.field);
      const ids = isArray(value) ? value : [value];
      return ids.some((id) => {
        const found = typeof id === 'number' ? searchView(target).get(id) : undefined;
        return found !== undefined && inner.test(found);
      });
    },
  };
}

function compileTriplet(context: FilterContext, triplet: Triplet): Condition {
  if (triplet.operator === 'filter') return crossCard(context, triplet);
  const blank = blankCondition(triplet);
  if (blank !== undefined) return blank;
  const id = triplet.field.name === 'id' ? idCondition(context, triplet) : undefined;
  if (id !== undefined) return id;
  const isDate = triplet.field.type === 'date' || triplet.field.type === 'date-time';
  return isDate ? dateCondition(context, triplet) : valueCondition(triplet);
}

function compile(context: FilterContext, item: Json): Condition {
  if (isObject(item)) return all(compileGroup(context, item));
  if (!isArray(item)) throw new ApiError('#<TypeError: no implicit conversion of a condition>');
  const [name, operator, operand = null] = item;
  if (typeof name !== 'string' || typeof operator !== 'string') throw new ApiError('#<TypeError: bad condition>');
  const field = fieldOf(context.table, name);
  const condition = compileTriplet(context, { field: field ?? { name, type: 'string' }, operator, operand });
  // A field that the index does not know holds nothing.
  return field === undefined ? { test: () => operator === 'null' } : condition;
}

/** Compiles a group filter into conditions that must all hold. A root that is no group is an error 100. */
export function compileRoot(context: FilterContext, filter: Json): readonly Condition[] {
  if (!isObject(filter) || filter['group_type'] === undefined) {
    throw new ApiError('#<TypeError: a filter must be a group of conditions>');
  }
  return compileGroup(context, filter);
}
