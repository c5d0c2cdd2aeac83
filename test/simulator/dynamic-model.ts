import type { Field, FieldType } from './field.ts';
import type { Store } from './store.ts';
import { toModelName } from './table.ts';

/** A customer-made model: a row of `machine_model_type` and the model itself. */
export type DynamicModel = {
  /** `MacModelTypeDynSiteVisit`; its path is made from it. */
  readonly modelType: string;
  /** What users call it. */
  readonly name: string;
  readonly fields?: readonly Field[];
};

const usual: readonly Field[] = [
  { name: 'created_by_id', type: 'integer', to: 'user' },
  { name: 'updated_by_id', type: 'integer', to: 'user' },
  { name: 'type', type: 'string' },
  { name: 'state', type: 'string' },
  { name: 'auto_increment_num', type: 'integer' },
  { name: 'model_theme_id', type: 'integer', to: 'model_theme' },
];

/** Adds a customer-made model and its metadata row, and returns its path name. */
export function addDynamicModel(store: Store, model: DynamicModel): string {
  const path = toModelName(model.modelType);
  store.define(path, {
    engine: 'search',
    className: model.modelType,
    fields: [...usual, ...(model.fields ?? [])],
  });
  store.insert('machine_model_type', { model_type: model.modelType, name: model.name, show_in_plus_menu: true });
  return path;
}

/** A customer-made field: a row of `model_attribute` and the field itself. */
export type CustomField = {
  /** The path name of the model it belongs to. */
  readonly model: string;
  readonly name: string;
  /** What users call it. */
  readonly label: string;
  /** As in `model_attribute`: `multi_value`, `decimal`, `date`, `text`, `string`, `integer`, `boolean`, `relation`, `adhoc`, `hash`. */
  readonly attributeType: string;
  /** Of a select: whether more than one choice is allowed. Default: it is. */
  readonly choices?: 'one' | 'many';
  /** Of a relation: the path name of the model it points to. */
  readonly to?: string;
};

const types: Readonly<Record<string, FieldType>> = {
  multi_value: 'multi_value',
  decimal: 'number',
  float: 'number',
  integer: 'integer',
  boolean: 'boolean',
  date: 'date',
  datetime: 'date-time',
  string: 'string',
  text: 'string',
};

function toField(field: CustomField): Field {
  const relation = field.to === undefined ? {} : { to: field.to };
  const type = field.to === undefined ? (types[field.attributeType] ?? 'json') : 'integer';
  const long = field.attributeType === 'text' ? { long: true as const } : {};
  const single = field.choices === 'one' ? { single: true as const } : {};
  return { name: field.name, type, custom: true, ...relation, ...long, ...single };
}

/** Adds a customer-made field to a model, and its metadata row, whose id it returns. */
export function addCustomField(store: Store, field: CustomField): number {
  store.addField(field.model, toField(field));
  const target = field.to === undefined ? undefined : store.table(field.to)?.className;
  return store.insert('model_attribute', {
    name: field.name,
    description: field.label,
    model_type: store.table(field.model)?.className ?? field.model,
    attribute_type: field.attributeType,
    multi_allowed: field.attributeType === 'multi_value' && field.choices !== 'one',
    value_model_type: target ?? '',
    decimal_format: field.attributeType === 'decimal' ? 'currency' : '',
    include_in_export: true,
    api_style: 'full',
  });
}

/** Takes a customer-made field away again, as its administrator does: its metadata row stays behind, marked as deleted. */
export function removeCustomField(store: Store, model: string, name: string): void {
  store.removeField(model, name);
  const className = store.table(model)?.className;
  const row = store
    .rows('model_attribute')
    .find((other) => other['name'] === name && other['model_type'] === className);
  store.softDelete('model_attribute', Number(row?.['id']));
}
