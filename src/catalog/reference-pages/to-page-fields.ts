import { repairText } from '../../core/repair-text.ts';
import { type FieldDefinition, type FieldType, storedField } from '../../core/stream-definition.ts';
import { toProperty } from '../known/property-names.ts';
import { toDeclaredType } from '../known/vendor-types.ts';
import type { TableRow } from './field-table.ts';

/** The fields of a page's rows, `id` first, then by name. A page without `id` has it nevertheless: every row does. */
export function toPageFields(rows: readonly TableRow[]): readonly FieldDefinition[] {
  const wanted = rows.filter(({ name }) => name !== 'id' && !isReverse(name));
  const fields = wanted.map(toField);
  return [storedField('id', 'integer'), ...fields.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
}

/**
 * `reverse_parent_request_MacModelTypeDynRiskRegister`: the far side of a relation that people added. What it says stands
 * in the other model as well, and the one client that tried says that asking for it does not work.
 */
function isReverse(name: string): boolean {
  return /^reverse_\w*[A-Z]/.test(name);
}

function toField(row: TableRow): FieldDefinition {
  const type = toType(row);
  const { custom, relatedModel } = row;
  return {
    ...storedField(row.name, type, toProperty(row.name)),
    cost: toCost(row, type),
    ...toWords(row),
    ...(relatedModel !== undefined && { relatedModel }),
    ...(custom && { custom: true }),
  };
}

/** `state` holds the name of a state of the workflow, though the pages call it an integer. */
function toType(row: TableRow): FieldType {
  return row.name === 'state' ? 'text' : toDeclaredType(row);
}

/** As for the models that are known beforehand. What was added on the instance is stored, also where it relates. */
function toCost({ dataType, custom }: TableRow, type: FieldType): FieldDefinition['cost'] {
  if (custom) return 'stored';
  if (type === 'ids') return 'to-many';
  return dataType.toLowerCase() === 'method' ? 'computed' : 'stored';
}

/** A label is a few words, a description is prose. Often the page has nothing but the name in other letters. */
function toWords({ name, description: words }: TableRow): Pick<FieldDefinition, 'title' | 'description'> {
  const description = repairText(words);
  const letters = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  if (description === '' || letters(description) === letters(name)) return {};
  return /[.!?]$/.test(description) || description.length > 60 ? { description } : { title: description };
}
