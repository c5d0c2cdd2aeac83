import { ConnectorError } from '../../core/connector-error.ts';
import type { RawRow } from '../../core/record.ts';
import type { ModelName } from '../../core/stream-definition.ts';
import type { Page, Source } from '../../engine/ports.ts';

/** The most that the API gives at once: metadata is small and read at every discovery. */
const metadataPageSize = 500;

/** No instance has a hundredth of it: a server that counts more would be asked for pages for ever. */
const mostPages = 2000;

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
