import { type FieldType, type StreamDefinition, type StreamName, storedField } from '../../core/stream-definition.ts';
import { toModelName } from '../known/model-names.ts';
import { toProperty } from '../known/property-names.ts';
import { staticModel } from '../known/static-models.ts';
import { toEmittedType, toRelationType, toVendorType } from '../known/vendor-types.ts';
import type { CustomField, DynamicModel } from './fetch-metadata.ts';

/** What every dynamic model has: the columns that its cards show before anybody adds a field. */
const dynamicBase: readonly (readonly [name: string, type: FieldType])[] = [
  ['id', 'integer'],
  ['auto_increment_num', 'integer'],
  ['created_at', 'datetime'],
  ['created_by_id', 'integer'],
  ['deleted_at', 'datetime'],
  ['migrate_id', 'text'],
  ['model_theme_id', 'integer'],
  ['state', 'text'],
  ['type', 'text'],
  ['updated_at', 'datetime'],
  ['updated_by_id', 'integer'],
];

/** The definition of a dynamic model without its custom fields. Such models are served by the search index, most likely. */
export function toDynamicDefinition({ className, label }: DynamicModel): StreamDefinition {
  const model = toModelName(className);
  const known = staticModel(model);
  if (known) return { ...known, className, title: label };
  const name = model as string as StreamName;
  const fields = dynamicBase.map(([field, type]) => storedField(field, type));
  return {
    name,
    model,
    className,
    title: label,
    searchIndexed: 'likely',
    primaryKey: ['id'],
    cursor: 'updated_at',
    fields,
  };
}

/**
 * The definition with the custom fields of its model. What the instance says of a field wins over the static schema, but
 * the metadata does not know what is secret: that stays as it was.
 */
export function withCustomFields(
  definition: StreamDefinition,
  customFields: readonly CustomField[],
  multiSelect: 'values' | 'paths',
): StreamDefinition {
  const fields = new Map(definition.fields.map((field) => [field.name, field]));
  for (const custom of customFields) {
    if (custom.name === 'id' || custom.name === 'updated_at') continue;
    const known = fields.get(custom.name);
    const type = toEmittedType(toCustomType(custom), multiSelect);
    fields.set(custom.name, {
      ...storedField(custom.name, type, known?.property ?? toProperty(custom.name)),
      secret: known?.secret ?? false,
      title: custom.label,
      description: describe(custom),
      custom: true,
      ...(custom.relatedModel !== undefined && { relatedModel: custom.relatedModel }),
    });
  }
  return { ...definition, fields: [...fields.values()] };
}

/**
 * A type that is not known becomes text, which takes anything. What leads to a model holds ids of it, unless its type says
 * that it holds something else: ids fit into text, but text would be lost where ids are expected.
 */
function toCustomType({ name, attributeType, holds, relatedModel }: CustomField): FieldType {
  const type = toVendorType(attributeType);
  const mayBeIds = type === undefined || type === 'integer';
  const isRelation = type === 'ids' || (mayBeIds && relatedModel !== undefined);
  return isRelation ? toRelationType(name, holds) : (type ?? 'text');
}

function describe({ attributeType, holds }: CustomField): string {
  return `Custom field of type ${attributeType}${holds === 'many' ? ', several values' : ''}`;
}
