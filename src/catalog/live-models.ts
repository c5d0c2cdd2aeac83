import type { RawRow } from '../core/record.ts';
import type { FieldDefinition, FieldType, ModelName, StreamDefinition, StreamName } from '../core/stream-definition.ts';
import type { Source } from '../engine/ports.ts';
import { toModelName, toProperty } from './model-names.ts';
import { staticModel } from './static-models.ts';

/** A field or a model that this instance has and others need not have. */
export interface CustomField {
  readonly model: ModelName;
  readonly name: string;
  readonly label: string;
  readonly attributeType: string;
}

/** A model that was made on this instance. */
export interface DynamicModel {
  readonly model: ModelName;
  readonly label: string;
}

/** The most that the API gives at once: metadata is small and read at every discovery. */
const metadataPageSize = 500;

/** The models made on this instance, from its own metadata, without deleted ones. */
export async function fetchDynamicModels(source: Source): Promise<readonly DynamicModel[]> {
  const rows = await fetchAll(source, 'machine_model_type', ['model_type', 'name', 'deleted_at']);
  return rows.flatMap((row) => {
    const className = row['model_type'];
    if (typeof className !== 'string' || !/^MacModelTypeDyn\w/.test(className) || isSet(row['deleted_at'])) return [];
    return [{ model: toModelName(className), label: toLabel(row['name'], className) }];
  });
}

/** The fields added on this instance, of standard and of dynamic models, without deleted ones. */
export async function fetchCustomFields(source: Source): Promise<readonly CustomField[]> {
  const columns = ['name', 'description', 'model_type', 'attribute_type', 'deleted_at'];
  const rows = await fetchAll(source, 'model_attribute', columns);
  return rows.flatMap((row) => {
    const [name, className, attributeType] = [row['name'], row['model_type'], row['attribute_type']];
    if (typeof name !== 'string' || name === '' || typeof className !== 'string' || isSet(row['deleted_at'])) return [];
    const label = toLabel(row['description'], name);
    return [{ model: toModelName(className), name, label, attributeType: toLabel(attributeType, 'text') }];
  });
}

/** Metadata is served by the database: one order, by id, and page numbers. It is read whole, so a shift would be seen. */
async function fetchAll(source: Source, model: string, columns: readonly string[]): Promise<readonly RawRow[]> {
  const rows = new Map<number, RawRow>();
  for (let page = 1; ; page++) {
    const answer = await source.fetchPage({
      model: model as ModelName,
      columns: ['id', ...columns],
      engine: 'database',
      conditions: [],
      order: [['id', 'asc']],
      page,
      pageSize: metadataPageSize,
    });
    for (const row of answer.rows) rows.set(row.id, row);
    if (answer.page * answer.pageSize >= answer.totalRows) return [...rows.values()];
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function toLabel(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : otherwise;
}

/** What an attribute of each type is emitted as. A type that is not known becomes text, which takes anything. */
const attributeTypes: Readonly<Record<string, FieldType>> = {
  string: 'text',
  text: 'text',
  integer: 'integer',
  decimal: 'number',
  float: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  multi_value: 'values',
  adhoc: 'json',
  hash: 'json',
  relation: 'ids',
};

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
export function toDynamicDefinition({ model, label }: DynamicModel): StreamDefinition {
  const known = staticModel(model);
  if (known) return { ...known, title: label };
  const name = model as string as StreamName;
  const fields = dynamicBase.map(([field, type]) => toField(field, field, type));
  return {
    name,
    model,
    title: label,
    origin: 'dynamic',
    searchIndexed: 'likely',
    primaryKey: ['id'],
    cursor: 'updated_at',
    fields,
  };
}

/** The definition with the custom fields of its model; what the instance says of a field wins over the static schema. */
export function withCustomFields(
  definition: StreamDefinition,
  customFields: readonly CustomField[],
  multiSelect: 'values' | 'paths',
): StreamDefinition {
  const fields = new Map(definition.fields.map((field) => [field.name, field]));
  const taken = new Set(definition.fields.map((field) => field.property));
  for (const custom of customFields) {
    const type = attributeTypes[custom.attributeType] ?? 'text';
    const property = fields.get(custom.name)?.property ?? toProperty(custom.name, taken);
    taken.add(property);
    if (custom.name === 'id' || custom.name === 'updated_at') continue;
    const emitted = type === 'values' && multiSelect === 'paths' ? 'json' : type;
    fields.set(custom.name, { ...toField(custom.name, property, emitted), title: custom.label });
  }
  return { ...definition, fields: [...fields.values()] };
}

function toField(name: string, property: string, type: FieldType): FieldDefinition {
  return { name, property, type, cost: 'stored', secret: false };
}
