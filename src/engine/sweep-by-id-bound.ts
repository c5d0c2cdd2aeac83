import type { SweepProgress } from '../core/stream-state.ts';
import type { Page } from './ports.ts';
import { ask, countRows, type ReadContext } from './read-context.ts';
import type { SweepStep, SweepWayEnd } from './sweep-way.ts';

/** How far the pass has come. */
interface Place {
  readonly lastId: number;
  readonly read: number;
  /** How many rows the server must still have: fewer are suspicious. */
  readonly expected: number;
}

/**
 * Asks for `id` greater than the last one, sorted by id: by value, so nothing that happens meanwhile can shift a page,
 * and no depth of paging is too deep for the search index. That the server honours such a bound is documented nowhere:
 * each page is checked against it, and the server's own counts must account for every row at or below it.
 */
export async function* readByIdBound(
  context: ReadContext,
  from: SweepProgress,
): AsyncGenerator<SweepStep, SweepWayEnd> {
  // Of a pass that goes on, nobody knows how many rows there were: then the first page must be accounted for at once.
  const expected = from.lastId > 0 ? Number.POSITIVE_INFINITY : 0;
  let place: Place = { lastId: from.lastId, read: from.rows, expected };
  let coming = askBehind(context, place.lastId);
  let isSorted = false;
  for (let isFirst = true; ; isFirst = false) {
    const page = await coming;
    const fault = findFault(page, place) ?? (await findDoubt(context, page, place, isSorted ? 'sorted' : 'unknown'));
    if (fault !== undefined) return { kind: isFirst ? 'refused' : 'disorder', reason: fault };
    isSorted ||= page.totalRows > page.rows.length;
    const next = advance(place, page);
    // A full page is not the last whatever the count says: a search index may count no further than to some limit.
    const isLastPage = next.expected === 0 && page.rows.length < page.pageSize;
    const isComplete = isLastPage && (place.lastId === 0 || (await askHighestId(context)) <= next.lastId);
    // A server that compares ids as text hides 10 behind 9: then there must be rows behind the last page.
    place = isLastPage ? { ...next, expected: 1 } : next;
    if (!isComplete) {
      coming = askBehind(context, place.lastId);
      coming.catch(() => undefined); // it runs ahead; its failure is taken up where it is awaited
    }
    yield { rows: page.rows, lastId: place.lastId, total: place.read + next.expected };
    if (isComplete) return { kind: 'complete' };
  }
}

function advance(place: Place, page: Page): Place {
  return {
    lastId: page.rows.at(-1)?.id ?? place.lastId,
    read: place.read + page.rows.length,
    expected: Math.max(0, page.totalRows - page.rows.length),
  };
}

function askBehind(context: ReadContext, lastId: number): Promise<Page> {
  return ask(context, {
    engine: 'search',
    conditions: lastId > 0 ? [['id', 'gt', lastId]] : [],
    order: [['id', 'asc']],
    pageSize: context.settings.pageSize,
  });
}

function findFault(page: Page, { lastId }: Place): string | undefined {
  if (page.rows.length === 0 && page.totalRows > 0) return 'an empty page where rows remain';
  let previous = lastId;
  for (const { id } of page.rows) {
    if (id <= previous) return `row ${id} is out of the order or the bound that was asked for`;
    previous = id;
  }
  return undefined;
}

/** What no single page can show: a sort that is ignored, and rows that a bound hides. */
async function findDoubt(
  context: ReadContext,
  page: Page,
  place: Place,
  order: 'sorted' | 'unknown',
): Promise<string | undefined> {
  const last = page.rows.at(-1);
  if (order === 'unknown' && last && page.totalRows > page.rows.length && (await askHighestId(context)) <= last.id) {
    return 'the server does not sort by id'; // it answers both directions alike
  }
  if (page.totalRows >= place.expected || (await isAccountedFor(context, page.totalRows, place.read))) return undefined;
  return 'rows were hidden by a bound on ids';
}

/** The highest id of the stream, by sorting the other way round; 0 when there are no rows. */
async function askHighestId(context: ReadContext): Promise<number> {
  const page = await ask(context, { engine: 'search', order: [['id', 'desc']], pageSize: 1, columns: 'keys' });
  return page.rows[0]?.id ?? 0;
}

/** Fewer rows remain than expected. Deletions explain it only if no more rows lie at or below the bound than were read. */
async function isAccountedFor(context: ReadContext, remaining: number, read: number): Promise<boolean> {
  const all = await countRows(context, 'search', []);
  return all - remaining <= read;
}
