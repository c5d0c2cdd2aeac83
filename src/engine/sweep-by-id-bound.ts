import type { SweepProgress } from '../core/stream-state.ts';
import type { Page } from './ports.ts';
import { ask, countRows, type ReadContext } from './read-context.ts';
import type { SweepStep, SweepWayEnd } from './sweep-way.ts';

/**
 * Asks for `id` greater than the last one, sorted by id: by value, so nothing that happens meanwhile can shift a page,
 * and no depth of paging is too deep for the search index. That the server honours such a bound is documented nowhere:
 * each page is checked against it, and the server's own counts must account for every row at or below it.
 */
export async function* readByIdBound(
  context: ReadContext,
  from: SweepProgress,
): AsyncGenerator<SweepStep, SweepWayEnd> {
  let { lastId, rows: read } = from;
  let coming = askBehind(context, lastId);
  for (let expected = 0; ; ) {
    const page = await coming;
    const fault = findFault(page, lastId);
    if (fault) return { kind: lastId === from.lastId ? 'refused' : 'disorder', reason: fault };
    if (page.totalRows < expected && !(await isAccountedFor(context, page.totalRows, read))) {
      return { kind: 'disorder', reason: 'rows below an id bound were never shown' };
    }
    lastId = page.rows.at(-1)?.id ?? lastId;
    read += page.rows.length;
    expected = Math.max(0, page.totalRows - page.rows.length);
    // A full page is not the last whatever the count says: a search index may count no further than to some limit.
    const isLastPage = expected === 0 && page.rows.length < page.pageSize;
    if (!isLastPage) {
      coming = askBehind(context, lastId);
      coming.catch(() => undefined); // it runs ahead; its failure is taken up where it is awaited
    }
    yield { rows: page.rows, lastId, total: read + expected };
    if (isLastPage) return { kind: 'complete' };
  }
}

function askBehind(context: ReadContext, lastId: number): Promise<Page> {
  return ask(context, {
    engine: 'search',
    conditions: lastId > 0 ? [['id', 'gt', lastId]] : [],
    order: [['id', 'asc']],
    pageSize: context.settings.pageSize,
  });
}

function findFault(page: Page, lastId: number): string | undefined {
  if (page.rows.length === 0 && page.totalRows > 0) return 'an empty page where rows remain';
  let previous = lastId;
  for (const { id } of page.rows) {
    if (id <= previous) return `row ${id} is out of the order or the bound that was asked for`;
    previous = id;
  }
  return undefined;
}

/** Fewer rows remain than expected. Deletions explain it only if no more rows lie at or below the bound than were read. */
async function isAccountedFor(context: ReadContext, remaining: number, read: number): Promise<boolean> {
  const all = await countRows(context, 'search', []);
  return all - remaining <= read;
}
