import type { StreamDefinition } from '../core/stream-definition.ts';
import type { CustomField } from './fetch-metadata.ts';
import { toModelName } from './model-names.ts';

/**
 * The custom fields of each definition, by its class. Metadata may spell an acronym in another way than the model does
 * (`DynPdc`, `DynPDC`): such a field belongs to the model of the same name in URLs, unless its own class is there too.
 */
export function customFieldsByClass(
  definitions: readonly StreamDefinition[],
  fields: readonly CustomField[],
): ReadonlyMap<string, readonly CustomField[]> {
  const classes = new Map<string, CustomField[]>(definitions.map(({ className }) => [className, []]));
  const byModel = new Map(definitions.map(({ className }) => [toModelName(className), classes.get(className)]));
  for (const field of fields) {
    const found = classes.get(field.className) ?? byModel.get(toModelName(field.className));
    found?.push(field);
  }
  return classes;
}
