import type { FieldFacts, FieldKind, FieldType } from './model-facts.ts';

type ValueSchema =
  | { readonly type: 'integer' }
  | { readonly type: readonly ['integer' | 'number' | 'boolean', 'null'] }
  | { readonly type: readonly ['string', 'null']; readonly format?: 'date' | 'date-time'; readonly 'x-long'?: true }
  | { readonly type: readonly ['array', 'null']; readonly items: { readonly type: 'integer' } };

/** The schema of one property: exactly one type besides null, since several targets cannot store more. */
export type PropertySchema = ValueSchema & {
  readonly 'x-kind': FieldKind;
  readonly 'x-to'?: string;
  readonly 'x-to-many'?: true;
  readonly 'x-secret'?: true;
};

/** What each type of field holds once it is emitted. To-one relations are arrays too: the server answers for
 * `created_by` with an array of one id. */
const valueSchemas: Readonly<Record<FieldType, ValueSchema>> = {
  integer: { type: ['integer', 'null'] },
  number: { type: ['number', 'null'] },
  string: { type: ['string', 'null'] },
  text: { type: ['string', 'null'], 'x-long': true },
  boolean: { type: ['boolean', 'null'] },
  date: { type: ['string', 'null'], format: 'date' },
  datetime: { type: ['string', 'null'], format: 'date-time' },
  relation: { type: ['array', 'null'], items: { type: 'integer' } },
};

/** Derives a property from the facts of its field. Only `id` can never be null: every record has one. */
export function propertySchema(field: FieldFacts): PropertySchema {
  return {
    ...(field.name === 'id' ? { type: 'integer' } : valueSchemas[field.type]),
    'x-kind': field.kind,
    ...(field.target !== undefined && { 'x-to': field.target }),
    ...(field.leadsTo === 'many' && { 'x-to-many': true }),
    ...(field.secret && { 'x-secret': true }),
  };
}
