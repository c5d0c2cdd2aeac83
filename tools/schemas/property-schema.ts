import { toMethodType, toVendorType } from '../../src/catalog/known/vendor-types.ts';
import { typeSchema } from '../../src/core/field-schema.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { FieldFacts, FieldKind } from './model-facts.ts';

/** The schema of one property, and under `x-` keys what a reader must know to ask for it. */
export interface PropertySchema extends JsonObject {
  readonly 'x-kind': FieldKind;
  readonly 'x-to'?: string;
}

/** Derives a property from the facts of its field, by the same table that serves an instance's own fields. */
export function propertySchema(field: FieldFacts): PropertySchema {
  const declared = toVendorType(field.type) ?? 'text';
  return {
    ...typeSchema(field.name, field.kind === 'method' ? toMethodType(declared) : declared),
    ...(field.type === 'text' && { 'x-long': true }),
    'x-kind': field.kind,
    ...(field.target !== undefined && { 'x-to': field.target }),
    ...(field.leadsTo === 'many' && { 'x-to-many': true }),
    ...(field.secret && { 'x-secret': true }),
  };
}
