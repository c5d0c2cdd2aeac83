import { ConnectorError } from '../core/connector-error.ts';
import type { RawRow } from '../core/record.ts';
import type { ModelName } from '../core/stream-definition.ts';
import type { Source } from '../engine/ports.ts';
import { toModelName } from './model-names.ts';

/** A field that was added on this instance. */
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
    return [{ model: toModelName(className), label: textOr(row['name'], className) }];
  });
}

/** The fields added on this instance, of standard and of dynamic models, without deleted ones. */
export async function fetchCustomFields(source: Source): Promise<readonly CustomField[]> {
  const columns = ['name', 'description', 'model_type', 'attribute_type', 'deleted_at'];
  const rows = await fetchAll(source, 'model_attribute', columns);
  return rows.flatMap((row) => {
    const [name, className, attributeType] = [row['name'], row['model_type'], row['attribute_type']];
    if (typeof name !== 'string' || name === '' || typeof className !== 'string' || isSet(row['deleted_at'])) return [];
    const label = textOr(row['description'], name);
    return [{ model: toModelName(className), name, label, attributeType: textOr(attributeType, 'text') }];
  });
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

/** One pass. The page asked for ends it too: a server may answer the first page again where there is none. */
async function fetchPages(
  source: Source,
  model: string,
  columns: readonly string[],
): Promise<{ readonly rows: ReadonlyMap<number, RawRow>; readonly totals: readonly number[] }> {
  const rows = new Map<number, RawRow>();
  const totals: number[] = [];
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
    totals.push(answer.totalRows);
    if (page * answer.pageSize >= answer.totalRows) return { rows, totals };
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : otherwise;
}
