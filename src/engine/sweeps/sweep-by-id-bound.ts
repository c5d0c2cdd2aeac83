import { startAhead } from '../flow/start-ahead.ts';
import type { Condition, Page } from '../ports.ts';
import type { ReadContext, RungEnd } from '../read-context.ts';
import { refuse } from '../refusal.ts';
import { askKeys, countRows } from '../walks/ask-keys.ts';
import { isLastPage } from '../walks/judge-page.ts';
import type { SweepStep, SweepWay } from './sweep-way.ts';

/** A part of the rows of a model. */
export interface Scope {
  readonly conditions: readonly Condition[];
  /** Whether a row with this `updated_at` belongs to it: the server must show no other. */
  readonly contains: (updatedAt: unknown) => boolean;
}

const wholeModel: Scope = { conditions: [], contains: () => true };

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
export function readByIdBound(scope: Scope = wholeModel): SweepWay {
  return async function* (context, from): AsyncGenerator<SweepStep, RungEnd> {
    // Of a pass that goes on, nobody knows how many rows there were: then the first page must be accounted for at once.
    const expected = from.lastId > 0 ? Number.POSITIVE_INFINITY : 0;
    const pass = { context, scope };
    let place: Place = { lastId: from.lastId, read: from.rows, expected };
    let coming = askBehind(pass, place.lastId);
    for (let isFirst = true; ; isFirst = false) {
      const page = await coming;
      const fault = findFault(page, place, scope) ?? (await findDoubt(pass, page, { ...place, isFirst }));
      if (fault !== undefined) return refuse(fault);
      const isLast = isLastPage(page);
      place = advance(place, page);
      if (!isLast) {
        coming = startAhead(askBehind(pass, place.lastId));
      }
      yield { rows: page.rows, lastId: place.lastId, total: place.read + place.expected };
      if (isLast) return { kind: 'complete' };
    }
  };
}

/** What is read, and for whom. */
interface Pass {
  readonly context: ReadContext;
  readonly scope: Scope;
}

function advance(place: Place, page: Page): Place {
  return {
    lastId: page.rows.at(-1)?.id ?? place.lastId,
    read: place.read + page.rows.length,
    expected: Math.max(0, page.totalRows - page.rows.length),
  };
}

function askBehind({ context, scope }: Pass, lastId: number): Promise<Page> {
  const behind: readonly Condition[] = lastId > 0 ? [['id', 'gt', lastId]] : [];
  return context.pages.read((pageSize) => ({
    engine: 'search',
    conditions: [...scope.conditions, ...behind],
    order: [['id', 'asc']],
    pageSize,
  }));
}

function findFault(page: Page, { lastId }: Place, scope: Scope): string | undefined {
  if (page.rows.length === 0 && page.totalRows > 0) return 'an empty page where rows remain';
  let previous = lastId;
  for (const { id, updated_at: at } of page.rows) {
    if (!scope.contains(at)) return `row ${id} lies outside of what was asked for`;
    if (id <= previous) return `row ${id} is out of the order or the bound that was asked for`;
    previous = id;
  }
  return undefined;
}

/** What no single page can show: a sort that is ignored, a bound that hides rows. */
async function findDoubt(
  pass: Pass,
  page: Page,
  place: Place & { readonly isFirst: boolean },
): Promise<string | undefined> {
  if (place.lastId === 0 && isLastPage(page)) return undefined; // all rows are on it, and nothing was relied on
  const doubt = place.isFirst ? await findDishonesty(pass, page) : undefined;
  if (doubt !== undefined || page.totalRows >= place.expected) return doubt;
  return (await isAccountedFor(pass, page.totalRows, place.read)) ? undefined : 'rows were hidden by a bound on ids';
}

/** How often the question is put again when somebody deletes the very row that it is about. */
const tries = 3;

/**
 * What speaks against sorts and bounds on ids. Compared as text, 10 lies before 9 and would be hidden, and while rows
 * come and go no count shows it. So the row with the highest id must lie behind the number before it, and not behind the
 * next power of ten, where text puts nearly every number: '95' comes after '100'.
 */
async function findDishonesty(pass: Pass, page: Page): Promise<string | undefined> {
  const last = page.rows.at(-1);
  let highest = await askHighestId(pass);
  if (last && page.totalRows > page.rows.length && highest <= last.id) {
    return 'the server does not sort by id'; // it answers both directions alike
  }
  for (let attempt = 1; highest > 0 && attempt <= tries; attempt++) {
    const [inside, outside] = await Promise.all([
      isBehind(pass, highest, highest - 1),
      isBehind(pass, highest, 10 ** `${highest}`.length),
    ]);
    if (inside && !outside) return undefined;
    const highestNow = await askHighestId(pass);
    if (highestNow === highest || outside) return 'the server does not compare ids as numbers';
    highest = highestNow;
  }
  return highest === 0 ? undefined : 'the highest id changes too fast to compare ids with it';
}

/** Whether the server finds the row with an id behind a bound. */
async function isBehind({ context, scope }: Pass, id: number, bound: number): Promise<boolean> {
  const page = await askKeys(context, {
    engine: 'search',
    conditions: [...scope.conditions, ['id', 'gt', bound], ['id', 'eq', id]],
    pageSize: 1,
  });
  return page.rows.length > 0;
}

/** The highest id of the scope, by sorting the other way round; 0 when there are no rows. */
async function askHighestId({ context, scope }: Pass): Promise<number> {
  const { conditions } = scope;
  const page = await askKeys(context, { engine: 'search', conditions, order: [['id', 'desc']], pageSize: 1 });
  return page.rows[0]?.id ?? 0;
}

/** Fewer rows remain than expected. Deletions explain it only if no more rows lie at or below the bound than were read. */
async function isAccountedFor({ context, scope }: Pass, remaining: number, read: number): Promise<boolean> {
  const all = await countRows(context, 'search', scope.conditions);
  return all - remaining <= read;
}
