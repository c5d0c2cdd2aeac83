import { addSeconds, type Instant } from '../core/instant.ts';
import type { RawRow } from '../core/record.ts';
import type { Condition, Page } from './ports.ts';
import {
  ask,
  beginningOfTime,
  countRows,
  cursorOf,
  type ReadContext,
  type Refused,
  refuse,
  undated,
} from './read-context.ts';

const everything: Condition = ['updated_at', 'gte', beginningOfTime];
const nothing: Condition = ['updated_at', 'gte', '9999-01-01T00:00:00Z'];

/** Somebody may edit the very row that is asked about: then the question is put again. */
const tries = 3;

/** What the probe found. */
export type Probe = { readonly kind: 'honoured' } | { readonly kind: 'empty' } | Refused;

/**
 * Whether the server honours an RFC 3339 bound on `updated_at`: nowhere documented, ignored without a word on some
 * models. Six cheap calls, once in the life of a stream: an impossible bound must give nothing, a trivial one everything
 * that has a timestamp, and a known timestamp must divide the rows at that very second (a server that reads the bound in
 * another time zone, or as a day, would skip rows that no page could show missing).
 *
 * A model without rows proves nothing, so nothing is remembered of it.
 */
export async function probeInstant(context: ReadContext): Promise<Probe> {
  if ((await countRows(context, 'search', [nothing])) > 0) return refuse('the server ignores a bound on updated_at');
  const all = await countRows(context, 'search', []);
  if (all === 0) return { kind: 'empty' };
  const withoutCursor = await countRows(context, 'search', [undated]);
  for (let attempt = 1; ; attempt++) {
    const page = await askEarliest(context, everything);
    // Rows may come and go between the calls, but the trivial bound is asked last: only a shortfall is suspicious.
    if (attempt === 1 && page.totalRows + withoutCursor < all)
      return refuse('a bound before every timestamp hides rows');
    const [earliest] = page.rows;
    const at = earliest && cursorOf(earliest);
    if (earliest === undefined || at === undefined) return refuse('no row has an updated_at');
    if (await dividesAt(context, earliest, at)) return { kind: 'honoured' };
    const isUnchanged = (await askEarliest(context, everything)).rows[0]?.['updated_at'] === earliest['updated_at'];
    if (isUnchanged || attempt === tries) return refuse('a bound does not divide the rows at its second');
  }
}

/** From its own second on the earliest row must be there, from the next second on no longer. */
async function dividesAt(context: ReadContext, earliest: RawRow, at: Instant): Promise<boolean> {
  const [from] = (await askEarliest(context, ['updated_at', 'gte', at])).rows;
  const [after] = (await askEarliest(context, ['updated_at', 'gte', addSeconds(at, 1)])).rows;
  const afterAt = after && cursorOf(after);
  return from?.id === earliest.id && (after === undefined || (afterAt !== undefined && afterAt > at));
}

function askEarliest(context: ReadContext, condition: Condition): Promise<Page> {
  return ask(context, {
    engine: 'search',
    conditions: [condition],
    order: [
      ['updated_at', 'asc'],
      ['id', 'asc'],
    ],
    pageSize: 1,
    columns: 'keys',
  });
}
