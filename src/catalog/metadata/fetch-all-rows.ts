import { ConnectorError } from '../../core/connector-error.ts';
import type { RawRow } from '../../core/record.ts';
import type { ModelName } from '../../core/stream-definition.ts';
import type { Page, Source } from '../../engine/ports.ts';

/** The most that the API gives at once: metadata is small and read at every discovery. */
const metadataPageSize = 500;

/** No instance has a tenth of it, retired ones too: a server that counts more would be asked for pages for ever, and believed in all of them. */
const mostRows = 200_000;

/** So many names and labels fit into memory with ease. In characters, of all rows together. */
const mostText = 50_000_000;

/** How often metadata that changes while it is read is read anew. */
const passes = 3;

/**
 * Metadata is served by the database: one order, by id, and page numbers. A row that is deleted meanwhile moves another
 * onto a page that was read already, so a pass counts only when the server says on every page that there are as many rows
 * as were found.
 * @throws ConnectorError FLUXX_PAGES_UNSTABLE when the model changes in every pass, and for failures of calls
 */
export async function fetchAllRows(
  source: Source,
  model: string,
  columns: readonly string[],
): Promise<readonly RawRow[]> {
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
  let left = mostText;
  const fetchPage = async (page: number): Promise<Page> => {
    const answer = await source.fetchPage({
      model: model as ModelName,
      columns: ['id', ...columns],
      engine: 'database',
      conditions: [],
      order: [['id', 'asc']],
      page,
      pageSize: metadataPageSize,
    });
    const rows = answer.rows.map((row) => pick(row, columns));
    left -= rows.reduce((sum, row) => sum + lengthOf(row), 0);
    if (left < 0) throw tooLong(model);
    return { ...answer, rows };
  };
  const first = await fetchPage(1);
  if (first.totalRows > mostRows) throw tooMany(model, first.totalRows);
  const pageCount = Math.ceil(first.totalRows / first.pageSize);
  const others = Array.from({ length: Math.max(0, pageCount - 1) }, (_, index) => fetchPage(index + 2));
  const pages = [first, ...(await Promise.all(others))];
  const rows = new Map(pages.flatMap((page) => page.rows.map((row) => [row.id, row] as const)));
  return { rows, totals: pages.map(({ totalRows }) => totalRows) };
}

/** A server may send what nobody asked for: kept for as long as all pages are, that fills the memory. */
function pick(row: RawRow, columns: readonly string[]): RawRow {
  const kept = columns.filter((name) => Object.hasOwn(row, name)).map((name) => [name, row[name]] as const);
  return { ...Object.fromEntries(kept), id: row.id };
}

function lengthOf(row: RawRow): number {
  return Object.values(row).reduce((sum: number, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
}

function tooLong(model: string): ConnectorError {
  return new ConnectorError(
    'unexpected-response',
    'FLUXX_ANSWER_TOO_LARGE',
    `Cannot read ${model}: its names and labels have more than ${mostText} characters, more than any instance's.`,
  );
}

function tooMany(model: string, rows: number): ConnectorError {
  return new ConnectorError(
    'unexpected-response',
    'FLUXX_ENVELOPE_INVALID',
    `Cannot read ${model}: the server counts ${rows} rows, more than any instance has.`,
  );
}
