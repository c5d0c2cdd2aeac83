import { ConnectorError } from '../../core/connector-error.ts';
import { converters } from '../../core/convert.ts';
import type { RawRow } from '../../core/record.ts';
import { repairText } from '../../core/repair-text.ts';
import type { ModelName } from '../../core/stream-definition.ts';
import type { Page, Source } from '../../engine/ports.ts';
import { isClassName, toModelName } from '../known/model-names.ts';

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
}

/** The most that the API gives at once: metadata is small and read at every discovery. */
const metadataPageSize = 500;

/** The models made on this instance, from its own metadata, without retired and deleted ones. */
export async function fetchDynamicModels(source: Source): Promise<readonly DynamicModel[]> {
  const rows = await fetchAll(source, 'machine_model_type', ['model_type', 'name', ...endings]);
  const byClass = new Map<string, DynamicModel>();
  for (const row of rows) {
    const className = row['model_type'];
    // It becomes part of a URL: what is no name of a class must not lead elsewhere.
    if (!isClassName(className) || !/^MacModelTypeDyn\w/.test(className) || isGone(row)) continue;
    byClass.set(className, { className, label: textOr(row['name'], className) });
  }
  return [...byClass.values()];
}

/** The fields added on this instance, of standard and of dynamic models, without retired and deleted ones. */
export async function fetchCustomFields(source: Source): Promise<readonly CustomField[]> {
  const columns = ['name', 'description', 'model_type', 'attribute_type', 'multi_allowed', 'value_model_type'];
  const rows = await fetchAll(source, 'model_attribute', [...columns, ...endings]);
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

/** No instance has a hundredth of it: a server that counts more would be asked for pages for ever. */
const mostPages = 2000;

/** The columns that say that something is not used any more; a column that a model does not have comes as null. */
const endings = ['deleted_at', 'retired', 'retired_at'];

function isGone(row: RawRow): boolean {
  return isSet(row['deleted_at']) || isSet(row['retired_at']) || converters.boolean(row['retired'] ?? null) === true;
}

/** How often metadata that changes while it is read is read anew. */
const passes = 3;

/**
 * Metadata is served by the database: one order, by id, and page numbers. A row that is deleted meanwhile moves another
 * onto a page that was read already, so a pass counts only when the server says on every page that there are as many rows
 * as were found.
 */
async function fetchAll(source: Source, model: string, columns: readonly string[]): Promise<readonly RawRow[]> {
  for (let pass = 1; pass <= passes; pass++) {
    const { rows, totals } = await fetchPages(source, model, columns);
    if (totals.every((total) => total === rows.size)) return [...rows.values()];
  }
  throw new ConnectorError(
    'unexpected-response',
    'FLUXX_PAGES_UNSTABLE',
    `Cannot read ${model}: in each of ${passes} passes the pages did not hold the rows that the server counts.`,
  );
}

/**
 * One pass: the first page tells how many there are, the others come at the same time. A server may answer the first page
 * again where there is none, so nothing is asked for beyond the rows that it counts.
 */
async function fetchPages(
  source: Source,
  model: string,
  columns: readonly string[],
): Promise<{ readonly rows: ReadonlyMap<number, RawRow>; readonly totals: readonly number[] }> {
  const fetchPage = (page: number): Promise<Page> =>
    source.fetchPage({
      model: model as ModelName,
      columns: ['id', ...columns],
      engine: 'database',
      conditions: [],
      order: [['id', 'asc']],
      page,
      pageSize: metadataPageSize,
    });
  const first = await fetchPage(1);
  const pageCount = Math.ceil(first.totalRows / first.pageSize);
  if (pageCount > mostPages) throw tooMany(model, first.totalRows);
  const others = Array.from({ length: Math.max(0, pageCount - 1) }, (_, index) => fetchPage(index + 2));
  const pages = [first, ...(await Promise.all(others))];
  const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [row.id, row] as const)));
  return { rows, totals: pages.map(({ totalRows }) => totalRows) };
}

function tooMany(model: string, rows: number): ConnectorError {
  return new ConnectorError(
    'unexpected-response',
    'FLUXX_ENVELOPE_INVALID',
    `Cannot read ${model}: the server counts ${rows} rows, more than any instance has.`,
  );
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.trim() !== '' ? repairText(value.trim()) : otherwise;
}
