import { converters } from '../../core/convert.ts';
import type { RawRow } from '../../core/record.ts';
import { repairText } from '../../core/repair-text.ts';
import type { ModelName } from '../../core/stream-definition.ts';
import type { Source } from '../../engine/ports.ts';
import { isClassName, toModelName } from '../known/model-names.ts';
import { fetchAllRows } from './fetch-all-rows.ts';

/** A field that was added on this instance. */
export interface CustomField {
  /** The class of the model that has it: `GrantRequest`. */
  readonly className: string;
  /** Its name at Fluxx, which calls use. */
  readonly name: string;
  readonly label: string;
  /** As Fluxx calls it: `multi_value`, `decimal`; see `vendor-types.ts`. */
  readonly attributeType: string;
  /** Whether a row may hold several values, or lead to several rows. */
  readonly holds: 'one' | 'many' | 'unknown';
  /** The model that a relation leads to. */
  readonly relatedModel: ModelName | undefined;
}

/** A model that was made on this instance. */
export interface DynamicModel {
  /** Its name at Fluxx: `MacModelTypeDynSiteVisit`. It stays when people rename the model. */
  readonly className: string;
  readonly label: string;
  /** Present where it was retired or deleted. Its name in URLs may still be its own. */
  readonly isGone?: true;
}

/** The models made on this instance, from its own metadata, the oldest first. */
export async function fetchDynamicModels(source: Source): Promise<readonly DynamicModel[]> {
  const rows = await fetchAllRows(source, 'machine_model_type', ['model_type', 'name', ...endings]);
  const byClass = new Map<string, DynamicModel>();
  for (const row of rows) {
    const className = row['model_type'];
    // It becomes part of a URL: what is no name of a class must not lead elsewhere.
    if (!isClassName(className) || !/^MacModelTypeDyn\w/.test(className)) continue;
    const model = { className, label: textOr(row['name'], className) };
    // One that was deleted and made anew has two rows: it is there if either is.
    if (!isGone(row)) byClass.set(className, model);
    else if (!byClass.has(className)) byClass.set(className, { ...model, isGone: true });
  }
  return [...byClass.values()];
}

/** The fields added on this instance, of standard and of dynamic models, without retired and deleted ones. */
export async function fetchCustomFields(source: Source): Promise<readonly CustomField[]> {
  const columns = ['name', 'description', 'model_type', 'attribute_type', 'multi_allowed', 'value_model_type'];
  const rows = await fetchAllRows(source, 'model_attribute', [...columns, ...endings]);
  return rows.flatMap((row) => {
    const [name, className, target] = [row['name'], row['model_type'], row['value_model_type']];
    if (typeof name !== 'string' || name === '' || !isClassName(className) || isGone(row)) return [];
    const severalAllowed = converters.boolean(row['multi_allowed'] ?? null);
    return [
      {
        className,
        name,
        label: textOr(row['description'], name),
        attributeType: textOr(row['attribute_type'], 'text'),
        holds: typeof severalAllowed === 'boolean' ? (severalAllowed ? 'many' : 'one') : 'unknown',
        relatedModel: isClassName(target) ? toModelName(target) : undefined,
      },
    ];
  });
}

/** The columns that say that something is not used any more; a column that a model does not have comes as null. */
const endings = ['deleted_at', 'retired', 'retired_at'];

function isGone(row: RawRow): boolean {
  return isSet(row['deleted_at']) || isSet(row['retired_at']) || converters.boolean(row['retired'] ?? null) === true;
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.trim() !== '' ? repairText(value.trim()) : otherwise;
}
