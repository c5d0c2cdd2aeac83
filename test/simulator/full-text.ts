import type { Condition } from './filter/condition.ts';
import type { Table } from './table.ts';
import { valueOf } from './value-of.ts';

/** The full-text search of `query`: any text of the row contains it, letter case apart. Dates are not searched. */
export function fullText(table: Table, query: string | null): readonly Condition[] {
  if (query === null || query === '') return [];
  const wanted = query.toLowerCase();
  const fields = [...table.fields.values()].filter((field) => field.type === 'string');
  const contains = (value: unknown): boolean => typeof value === 'string' && value.toLowerCase().includes(wanted);
  return [{ test: (entry) => fields.some((field) => contains(valueOf(entry, field))) }];
}
