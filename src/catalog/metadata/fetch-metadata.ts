import { converters } from '../../core/convert.ts';
import { counted } from '../../core/counted.ts';
import type { Log } from '../../core/logger.ts';
import type { RawRow } from '../../core/record.ts';
import { needsNoRepair, repairText } from '../../core/repair-text.ts';
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
export async function fetchCustomFields(source: Source, log: Log): Promise<readonly CustomField[]> {
  const columns = ['name', 'description', 'model_type', 'attribute_type', 'multi_allowed', 'value_model_type'];
  const rows = await fetchAllRows(source, 'model_attribute', [...columns, ...endings]);
  const present = rows.filter((row) => isClassName(row['model_type']) && !isGone(row));
  const fields = present.map(toCustomField).filter((field) => field !== undefined);
  if (fields.length < present.length) warnOfNameless(present, log);
  return fields;
}

function toCustomField(row: RawRow): CustomField | undefined {
  const [name, className, target] = [row['name'], row['model_type'], row['value_model_type']];
  if (!isFieldName(name) || !isClassName(className)) return undefined;
  const severalAllowed = converters.boolean(row['multi_allowed'] ?? null);
  return {
    className,
    name,
    label: textOr(row['description'], name),
    attributeType: textOr(row['attribute_type'], 'text'),
    holds: typeof severalAllowed === 'boolean' ? (severalAllowed ? 'many' : 'one') : 'unknown',
    relatedModel: isClassName(target) ? toModelName(target) : undefined,
  };
}

/** A name goes into calls and into the catalog as it is: one that targets cannot store is of no use. */
function isFieldName(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && needsNoRepair(value);
}

function warnOfNameless(rows: readonly RawRow[], log: Log): void {
  const nameless = rows.filter((row) => !isFieldName(row['name'])).map(({ id }) => id);
  const some = `${nameless.slice(0, 5).join(', ')}${nameless.length > 5 ? ', ...' : ''}`;
  const fields = counted(nameless.length, 'custom field');
  log('warn', `Left out: ${fields} without a name that can be written (model_attribute with id ${some})`);
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
