import { ownNameIn, toFieldType } from '../core/field-schema.ts';
import type { SelectedProperty } from '../core/selected-stream.ts';
import { shapeOf } from '../core/shape.ts';
import { type FieldDefinition, storedField } from '../core/stream-definition.ts';

/** A field of an older catalog, or of a newer instance than our lists: the catalog's schema is all that is known. */
export function toUnknownField({ name, schema }: SelectedProperty): FieldDefinition {
  return { ...storedField(ownNameIn(schema) ?? name, toFieldType(schema), name), shape: shapeOf(schema) };
}
