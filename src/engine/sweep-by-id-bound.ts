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
  /** Whether the server was seen to sort by id and to compare ids as numbers. */
  readonly isProven: boolean;
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
  let place: Place = { lastId: from.lastId, read: from.rows, expected, isProven: false };
  let coming = askBehind(context, place.lastId);
  for (let isFirst = true; ; isFirst = false) {
    const page = await coming;
    const fault = findFault(page, place) ?? (await findDoubt(context, page, place));
    if (fault !== undefined) return { kind: isFirst ? 'refused' : 'disorder', reason: fault };
    const next = advance(place, page);
    const isLastPage = isWhole(page);
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
    isProven: place.isProven || place.lastId > 0 || !isWhole(page),
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
async function findDoubt(context: ReadContext, page: Page, place: Place): Promise<string | undefined> {
  if (place.isProven || (place.lastId === 0 && isWhole(page))) return findHidden(context, page, place);
  const highest = await askHighestId(context);
  const last = page.rows.at(-1);
  if (last && page.totalRows > page.rows.length && highest <= last.id) {
    return 'the server does not sort by id'; // it answers both directions alike
  }
  if (!(await comparesNumbers(context, highest))) return 'the server does not compare ids as numbers';
  return findHidden(context, page, place);
}

/** A full page is not the last whatever the count says: a search index may count no further than to some limit. */
function isWhole(page: Page): boolean {
  return page.totalRows <= page.rows.length && page.rows.length < page.pageSize;
}

async function findHidden(context: ReadContext, page: Page, place: Place): Promise<string | undefined> {
  if (page.totalRows >= place.expected || (await isAccountedFor(context, page.totalRows, place.read))) return undefined;
  return 'rows were hidden by a bound on ids';
}

/**
 * Whether a bound on ids divides numbers. Compared as text, 10 lies before 9 and would be hidden, and while rows come
 * and go no count shows it. So the row with the highest id must lie behind the number before it, and not behind the
 * next power of ten, before which text puts every number but a power of ten.
 */
async function comparesNumbers(context: ReadContext, highest: number): Promise<boolean> {
  const askHighest = (bound: number): Promise<Page> =>
    ask(context, {
      engine: 'search',
      conditions: [
        ['id', 'gt', bound],
        ['id', 'eq', highest],
      ],
      pageSize: 1,
      columns: 'keys',
    });
  if (highest === 0) return true;
  const [inside, outside] = await Promise.all([askHighest(highest - 1), askHighest(10 ** `${highest}`.length)]);
  return inside.totalRows === 1 && inside.rows[0]?.id === highest && outside.totalRows === 0;
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
