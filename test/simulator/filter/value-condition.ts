import { ApiError } from '../api-error.ts';
import type { Field } from '../field.ts';
import { isArray, isObject, isTrue, type Json, toNumber, toText } from '../json.ts';
import { valueOf } from '../value-of.ts';
import type { Condition } from './condition.ts';
import { numberRange } from './range-operand.ts';
import { comparison, type Triplet } from './triplet.ts';

/** The single values to compare: the elements of an array, what a select's path ends in, the value itself. */
function scalars(value: Json): readonly Json[] {
  if (isArray(value)) return value.flatMap((item) => scalars(isArray(item) ? (item.at(-1) ?? null) : item));
  if (isObject(value) && value['$raw'] === undefined) return [value['desc'] ?? value['id'] ?? null];
  return value === null ? [] : [value];
}

function difference(value: Json, operand: Json): number {
  if (typeof value === 'boolean') return Number(value) - Number(isTrue(operand));
  const [left, right] = [toNumber(value), toNumber(operand)];
  if (left !== undefined && right !== undefined) return left - right;
  const [text, other] = [toText(value), toText(operand)];
  return text < other ? -1 : text === other ? 0 : 1;
}

function matcher(triplet: Triplet): ((value: Json) => boolean) | undefined {
  const { operator, operand } = triplet;
  const compare = comparison(operator);
  if (compare !== undefined) return (value) => compare(difference(value, operand));
  const text = toText(operand).toLowerCase();
  const range = numberRange(toText(operand));
  const has = (value: Json): boolean => toText(value).toLowerCase().includes(text);
  const starts = (value: Json): boolean => toText(value).toLowerCase().startsWith(text);
  const matchers: Readonly<Record<string, (value: Json) => boolean>> = {
    starts_with: starts,
    'not-starts_with': (value) => !starts(value),
    contains: has,
    like: has,
    'not-like': (value) => !has(value),
    ...(range && {
      range: (value) => (toNumber(value) ?? Number.NaN) >= range[0] && (toNumber(value) ?? Number.NaN) <= range[1],
    }),
  };
  return matchers[operator];
}

function valuesOf(field: Field): (entry: Parameters<typeof valueOf>[0]) => readonly Json[] {
  return (entry) => scalars(valueOf(entry, field));
}

/** `null` and `not-null`; `undefined` for any other operator. */
export function blankCondition(triplet: Triplet): Condition | undefined {
  const values = valuesOf(triplet.field);
  if (triplet.operator === 'null') return { test: (entry) => values(entry).length === 0 };
  return triplet.operator === 'not-null' ? { test: (entry) => values(entry).length > 0 } : undefined;
}

/** A condition on a field that is no date. Negative operators want every value to differ, and at least one. */
export function valueCondition(triplet: Triplet): Condition {
  const matches = matcher(triplet);
  if (matches === undefined) throw new ApiError(`#<NoMethodError: undefined operator ${triplet.operator}>`);
  const values = valuesOf(triplet.field);
  if (!triplet.operator.startsWith('not-')) return { test: (entry) => values(entry).some(matches) };
  return {
    test: (entry) => {
      const found = values(entry);
      return found.length > 0 && found.every(matches);
    },
  };
}
