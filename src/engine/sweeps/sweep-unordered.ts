import { ConnectorError } from '../../core/connector-error.ts';
import type { RawRow } from '../../core/record.ts';
import type { ReadContext } from '../read-context.ts';
import type { PageChoice } from '../walks/choose-page.ts';
import { rowsBefore } from '../walks/judge-page.ts';
import type { SweepStep, SweepWay } from './sweep-way.ts';

/** Ids that are kept in memory, three times each. A table without any order is small, or it could not be used at all. */
const mostIds = 2_000_000;

/** How often a table that changes while it is read is read again before we say so. */
const passes = 5;

/**
 * The last way: a server that sorts by nothing we know. Pages are taken by number, again and again, until two passes in
 * a row show the same ids (a count would not do: one row may go while another comes, and a third is skipped). The ids
 * are kept in memory, for such models are small; nothing is vouched for before the end, so `lastId` stays where it was.
 */
export const readUnordered: SweepWay = async function* (context, from) {
  const seen = new Set<number>();
  let previous: ReadonlySet<number> = new Set();
  for (let pass = 1; pass <= passes; pass++) {
    const { ids, isWhole, isOnePage } = yield* readOnce(context, from.lastId, seen);
    const isSame = ids.size === previous.size && [...ids].every((id) => previous.has(id));
    if (isWhole && (isSame || isOnePage)) return { kind: 'complete' };
    if (isSame && pass === passes) throw incomplete(context, ids.size);
    previous = ids;
  }
  throw new ConnectorError(
    'transient',
    'FLUXX_PAGES_UNSTABLE',
    `Cannot read ${context.stream.definition.name}: the server sorts it by nothing, and it changed in each of ${passes} ` +
      'passes, so that rows may have been missed. Run again when fewer people work on it.',
  );
};

function incomplete({ stream }: ReadContext, rows: number): ConnectorError {
  return new ConnectorError(
    'unexpected-response',
    'FLUXX_PAGES_UNSTABLE',
    `Cannot read ${stream.definition.name}: its pages have ${rows} rows in every pass, and the server counts others. It may ` +
      'answer one page under every number. Ask the vendor.',
  );
}

function tooMany({ stream }: ReadContext): ConnectorError {
  return new ConnectorError(
    'unexpected-response',
    'FLUXX_PAGES_UNSTABLE',
    `Cannot read ${stream.definition.name}: the server sorts it by nothing, and it has more than ${mostIds} rows, which ` +
      'cannot be told apart in memory. Leave the stream out, or ask the vendor for an order by id.',
  );
}

/** So many pages in a row without a row that is new to the pass: the server does not count its pages up. */
const idlePages = 4;

/** One pass: the ids on its pages, and whether it has as many rows as the server counts, on its first page and its last. */
async function* readOnce(
  context: ReadContext,
  lastId: number,
  seen: Set<number>,
): AsyncGenerator<
  SweepStep,
  { readonly ids: ReadonlySet<number>; readonly isWhole: boolean; readonly isOnePage: boolean }
> {
  const ids = new Set<number>();
  let first: number | undefined;
  let idle = 0;
  for (let read = 0; ; ) {
    const answer = await context.pages.read((pageSize) => ({ engine: 'database', ...pageBehind(read, pageSize) }));
    const known = ids.size;
    for (const { id } of answer.rows) ids.add(id);
    if (ids.size > mostIds) throw tooMany(context);
    idle = ids.size === known ? idle + 1 : 0;
    // Beyond the end some servers answer the first page again, under its own number or under the one asked for.
    const isBeyond = rowsBefore(answer) < read || idle === idlePages;
    read += answer.pageSize;
    first ??= answer.totalRows;
    yield { rows: takeNew(answer.rows, seen), lastId, total: answer.totalRows };
    // A full page is not the last whatever the count says: it may end at some limit.
    const isLast = isBeyond || answer.rows.length < answer.pageSize;
    const isWhole = answer.totalRows === first && ids.size >= answer.totalRows;
    if (isLast) return { ids, isWhole, isOnePage: read === answer.pageSize };
  }
}

/** The page that begins right behind so many rows: of the largest size, up to the one in order, that divides them. */
function pageBehind(rows: number, most: number): PageChoice {
  let pageSize = most;
  while (rows % pageSize !== 0) pageSize -= 1;
  return { page: rows / pageSize + 1, pageSize };
}

function takeNew(rows: readonly RawRow[], seen: Set<number>): readonly RawRow[] {
  const fresh = rows.filter((row) => !seen.has(row.id));
  for (const { id } of fresh) seen.add(id);
  return fresh;
}
