import { isArray, type Json } from './json.ts';

/** What a field holds. `ids` is an array of record ids, `multi_value` the chosen paths of a select, `json` anything else. */
export type FieldType =
  | 'integer'
  | 'number'
  | 'string'
  | 'boolean'
  | 'date'
  | 'date-time'
  | 'ids'
  | 'multi_value'
  | 'json';

/** One column of a model as the pretend server knows it. */
export type Field = {
  readonly name: string;
  readonly type: FieldType;
  /** The related model's path name, for a to-one id or an array of ids. */
  readonly to?: string;
  /** Rich text. */
  readonly long?: true;
  /** A custom field: in the product's terms dynamic, so `all_dynamic` asks for it and `all_core` does not. */
  readonly custom?: true;
  /** A select of one choice only, which `show_mavs` prints without the inner array. */
  readonly single?: true;
};

const timestamp = /^\d{4}-\d{2}-\d{2}T/;

function inferType(value: Json): FieldType {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'string') return timestamp.test(value) ? 'date-time' : 'string';
  return isArray(value) && value.every((item) => typeof item === 'number') ? 'ids' : 'json';
}

/** The field that a value inserted under an unknown name implies. */
export function inferField(name: string, value: Json): Field {
  return { name, type: inferType(value) };
}
