import type { Instant } from '../../core/instant.ts';
import type { RawRow } from '../../core/record.ts';
import { advanceBookmark, type StreamState } from '../../core/stream-state.ts';
import type { AnswerEngine, SortKey } from '../ports.ts';
import { cursorOf, lowerBound, type ReadContext, type RungEnd, type Step } from '../read-context.ts';
import { refuse } from '../refusal.ts';
import { askKeys, countRows, undated } from '../walks/ask-keys.ts';
import type { PageChoice } from '../walks/choose-page.ts';
import type { WalkStep } from '../walks/walk.ts';
import { walkPages } from '../walks/walk-pages.ts';
import { engineByTime, sortsByTime } from './sorts-by-time.ts';

const order: readonly SortKey[] = [['updated_at', 'desc']];

/**
 * The rung for models without usable filters: sort by `updated_at`, latest first, and stop below the bookmark. Rows
 * move to the front while they are edited, which only shows rows twice; deletions move rows forward, which the walk
 * notices. The bookmark moves at the very end: until then, older changes have not been read.
 */
export async function* readRecentFirst(context: ReadContext, state: StreamState): AsyncGenerator<Step, RungEnd> {
  const bound = lowerBound(context, state);
  if (bound === undefined || state.bookmark === undefined) return refuse('there is no bookmark to stop at');
  const engine = engineByTime(context);
  if (state.rung !== 'recent-first' && !(await sortsByTime(context, engine))) {
    return refuse('the server does not sort by updated_at');
  }
  const walk = walkPages<Instant>({
    pages: context.pages,
    question: () => ({ engine, order }),
    keyOf: cursorOf,
    compare: (a, b) => (a === b ? 0 : a > b ? -1 : 1),
    ties: 'possible',
    isBeyond: (key) => key < bound,
  });
  let highest: Instant | undefined;
  for (let isFirst = true; ; isFirst = false) {
    const step = await walk.next();
    if (step.done) {
      if (step.value.kind === 'refused') return step.value;
      break;
    }
    const doubt = isFirst ? await findDoubt(context, engine, step.value) : undefined;
    if (doubt !== undefined) return refuse(doubt);
    highest ??= latestOf(step.value.rows);
    yield { rows: step.value.rows.filter((row) => (cursorOf(row) ?? bound) >= bound), state };
  }
  const bookmarked = advanceBookmark(state, highest, context.runBeganAt);
  yield { rows: [], state: { ...bookmarked, rung: 'recent-first', load: undefined } };
  return { kind: 'complete' };
}

function latestOf(rows: readonly RawRow[]): Instant | undefined {
  const [first] = rows;
  return first && cursorOf(first);
}

/**
 * What speaks against relying on the order, unless the first page is the whole table: rows without `updated_at`, which
 * stand at one of its ends and which only a full pass finds, or a last row that is not older than the first.
 */
async function findDoubt(
  context: ReadContext,
  engine: AnswerEngine,
  page: WalkStep<Instant>,
): Promise<string | undefined> {
  if (engine === 'search') {
    // Its count may end at some limit, so neither the last row nor the whole table is known by it; but it filters.
    const count = await countRows(context, engine, [undated]);
    return count > 0 ? 'some rows have no updated_at' : undefined;
  }
  if (page.isWhole) return undefined;
  const end = await askLast(context, engine, page.windowRows);
  if (end === 'counts-no-further') return 'the server does not count all rows';
  if (end === 'other-pages') return 'the server gives other pages than it is asked for';
  const earliest = end && cursorOf(end);
  if (earliest === undefined) return 'some rows have no updated_at';
  const latest = latestOf(page.rows);
  return latest !== undefined && earliest < latest ? undefined : 'the server does not sort by updated_at';
}

/**
 * The last row in order. Its place moves when rows are deleted meanwhile, so it is looked for again. A row behind it shows
 * that the count ends at some limit. On a page of another size than was asked for, another row is the last.
 */
async function askLast(
  context: ReadContext,
  engine: AnswerEngine,
  totalRows: number,
): Promise<RawRow | 'counts-no-further' | 'other-pages' | undefined> {
  let total = totalRows;
  for (let attempt = 1; attempt <= 3; attempt++) {
    const choice = pageAround(total);
    const page = await askKeys(context, { engine, order, ...choice });
    if (page.pageSize !== choice.pageSize) return 'other-pages';
    const expected = total - (choice.page - 1) * choice.pageSize;
    if (page.page === choice.page && page.rows.length > expected && page.totalRows <= total) return 'counts-no-further';
    if (page.page === choice.page && page.rows.length > 0 && page.totalRows === total) return page.rows.at(-1);
    total = page.totalRows;
  }
  return undefined;
}

/** The smallest page that has room for one row more behind so many. */
function pageAround(rows: number): PageChoice {
  if (rows === 0) return { page: 1, pageSize: 2 }; // emptied meanwhile; every size divides zero
  let pageSize = 2;
  while (rows % pageSize === 0) pageSize += 1;
  return { page: Math.floor(rows / pageSize) + 1, pageSize };
}
