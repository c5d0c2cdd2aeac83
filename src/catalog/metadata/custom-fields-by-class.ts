import type { StreamDefinition } from '../../core/stream-definition.ts';
import { toModelName } from '../known/model-names.ts';
import type { CustomField } from './fetch-metadata.ts';

/** Which fields are whose. */
export interface FieldsByClass {
  readonly byClass: ReadonlyMap<string, readonly CustomField[]>;
  /** The classes of the other fields. */
  readonly strays: readonly string[];
}

/**
 * The custom fields of each definition, by its class. Metadata may spell an acronym in another way than the model does
 * (`DynPdc`, `DynPDC`): such a field belongs to the model of the same name in URLs, unless its own class is there too.
 */
export function customFieldsByClass(
  definitions: readonly StreamDefinition[],
  fields: readonly CustomField[],
): FieldsByClass {
  const strays = new Set<string>();
  const classes = new Map<string, CustomField[]>(definitions.map(({ className }) => [className, []]));
  const byModel = new Map(definitions.map(({ className }) => [toModelName(className), classes.get(className)]));
  for (const field of fields) {
    const found = classes.get(field.className) ?? byModel.get(toModelName(field.className));
    if (found) found.push(field);
    else strays.add(field.className);
  }
  return { byClass: classes, strays: [...strays] };
}
