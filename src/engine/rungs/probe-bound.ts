import type { Instant } from '../../core/instant.ts';
import type { RawRow } from '../../core/record.ts';
import type { Condition, Page } from '../ports.ts';
import { cursorOf, type ReadContext } from '../read-context.ts';
import { type Refused, refuse } from '../refusal.ts';
import { askKeys, countRows, undated } from '../walks/ask-keys.ts';
import { byTime } from '../walks/time-walk.ts';

/** The questions that show whether a kind of bound is honoured. */
export interface BoundProbe {
  /** What finds every row that has a timestamp. */
  readonly everything: Condition;
  /** What finds none. */
  readonly nothing: Condition;
  /** What finds a row that was changed at an instant, but none changed long before. */
  readonly upTo: (at: Instant) => Condition;
  /** What does not find it, but finds every row changed some time after. */
  readonly behind: (at: Instant) => Condition;
}

/** Somebody may edit the very row that is asked about: then the question is put again. */
const tries = 3;

/** What the probe found. */
export type Probe = { readonly kind: 'honoured' } | { readonly kind: 'empty' } | Refused;

/**
 * Whether the server honours a kind of bound on `updated_at`: for RFC 3339 nowhere documented, ignored without a word on
 * some models. Six cheap calls, once in the life of a stream: an impossible bound must give nothing, a trivial one
 * everything that has a timestamp, and a known timestamp must divide the rows there (a server that reads an instant in
 * another time zone, or as a day, would skip rows that no page could show missing).
 *
 * A model without rows proves nothing, so nothing is remembered of it.
 */
export async function probeBound(context: ReadContext, bound: BoundProbe): Promise<Probe> {
  const [none, all] = await Promise.all([
    countRows(context, 'search', [bound.nothing]),
    countRows(context, 'search', []),
  ]);
  if (none > 0) return refuse('the server ignores a bound on updated_at');
  if (all === 0) return { kind: 'empty' };
  const [withoutCursor, page] = await Promise.all([
    countRows(context, 'search', [undated]),
    askEarliest(context, bound.everything),
  ]);
  // Rows may come and go between the calls, but the trivial bound is asked after all: only a shortfall is suspicious.
  if (page.totalRows + withoutCursor < all) return refuse('a bound before every timestamp hides rows');
  let [earliest] = page.rows;
  for (let attempt = 1; ; attempt++) {
    const at = earliest && cursorOf(earliest);
    if (earliest === undefined || at === undefined) return refuse('no row has an updated_at');
    if (await dividesAt(context, bound, { earliest, at })) return { kind: 'honoured' };
    const [now] = (await askEarliest(context, bound.everything)).rows;
    if (now?.['updated_at'] === earliest['updated_at'] || attempt === tries) {
      return refuse('a bound does not divide the rows where it lies');
    }
    earliest = now;
  }
}

/** The earliest row must be found by a bound that reaches it, and not by one that lies behind it. */
async function dividesAt(
  context: ReadContext,
  bound: BoundProbe,
  { earliest, at }: { readonly earliest: RawRow; readonly at: Instant },
): Promise<boolean> {
  const [upTo, behind] = await Promise.all([
    askEarliest(context, bound.upTo(at)),
    askEarliest(context, bound.behind(at)),
  ]);
  const [after] = behind.rows;
  const afterAt = after && cursorOf(after);
  return upTo.rows[0]?.id === earliest.id && (after === undefined || (afterAt !== undefined && afterAt > at));
}

function askEarliest(context: ReadContext, condition: Condition): Promise<Page> {
  return askKeys(context, { engine: 'search', conditions: [condition], order: byTime('asc'), pageSize: 1 });
}
