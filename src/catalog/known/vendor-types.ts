import type { FieldType, ModelName } from '../../core/stream-definition.ts';

/**
 * What Fluxx calls the type of a field, and what the field holds once it is emitted. The words are those of
 * `model_attribute.attribute_type` and of the columns `data_type` and `type` of an instance's reference pages; the static
 * schemas are made from the same words, and `docs/types.md` shows them.
 */
export const vendorTypes: Readonly<Record<string, FieldType>> = {
  integer: 'integer',
  long: 'integer',
  decimal: 'number',
  float: 'number',
  double: 'number',
  number: 'number',
  string: 'text',
  text: 'text',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  multi_value: 'values',
  relation: 'ids',
  cdt: 'ids',
  adhoc: 'json',
  hash: 'json',
};

const byWord: ReadonlyMap<string, FieldType> = new Map(Object.entries(vendorTypes));

/** The type that is meant by a word of the vendor's; `undefined` for one that is not known. */
export function toVendorType(word: string): FieldType | undefined {
  return byWord.get(word.trim().toLowerCase());
}

/** The type of a relation: one id under a name that says so, otherwise an array, which is how the server answers even for one. */
export function toRelationType(name: string, leadsTo: 'one' | 'many' | 'unknown'): FieldType {
  return name.endsWith('_id') && leadsTo !== 'many' ? 'integer' : 'ids';
}

/**
 * The type of a value that a method computes. Methods that are declared to give a date give timestamps as well
 * (`current_login_at` is "the current date/time"): as a timestamp a date loses nothing, the other way round a time would.
 */
export function toMethodType(type: FieldType): FieldType {
  return type === 'date' ? 'datetime' : type;
}

/** What a field is emitted as: with `paths`, choices come as whole hierarchies, which have no fixed shape. */
export function toEmittedType(type: FieldType, multiSelect: 'values' | 'paths'): FieldType {
  return type === 'values' && multiSelect === 'paths' ? 'json' : type;
}

/** How a reference page declares a field: `data_type`, `type`, and the name, which tells one related row from several. */
export interface Declaration {
  readonly name: string;
  readonly dataType: string;
  readonly type: string;
  /** The model that the row of the page leads to. */
  readonly relatedModel: ModelName | undefined;
}

/** The type of a field that a reference page declares. What is not known, or left blank, is text, which takes anything. */
export function toDeclaredType({ name, dataType, type, relatedModel }: Declaration): FieldType {
  const isMethod = dataType.toLowerCase() === 'method';
  const declared = isMethod ? toVendorType(type) : (toVendorType(dataType) ?? toVendorType(type));
  // A model stands for its rows, whatever the other column says.
  const isModel = !isMethod && toVendorType(dataType) === undefined && relatedModel !== undefined;
  if (isModel || declared === 'ids') return toRelationType(name, 'unknown');
  return isMethod ? toMethodType(declared ?? 'text') : (declared ?? 'text');
}
