import { ConnectorError } from '../core/connector-error.ts';
import type { RawRow } from '../core/record.ts';
import { ask, type ReadContext } from './read-context.ts';
import type { SweepStep, SweepWay } from './sweep-way.ts';

/** How often a table that changes while it is read is read again before we say so. */
const passes = 5;

/**
 * The last way: a server that sorts by nothing we know. Pages are taken by number, again and again until one whole pass
 * shows as many different rows as the server counts, with the same count from its first page to its last. The ids seen
 * are kept in memory (such models are small); nothing is vouched for before the end, so `lastId` stays where it was.
 */
export const readUnordered: SweepWay = async function* (context, from) {
  const seen = new Set<number>();
  for (let pass = 1; pass <= passes; pass++) {
    const end = yield* readOnce(context, from.lastId, seen);
    if (end.isStable) return { kind: 'complete' };
  }
  throw new ConnectorError(
    'transient',
    'FLUXX_PAGES_UNSTABLE',
    `Cannot read ${context.stream.definition.name}: the server sorts it by nothing, and it changed in each of ${passes} ` +
      'passes, so that rows may have been missed. Run again when fewer people work on it.',
  );
};

async function* readOnce(
  context: ReadContext,
  lastId: number,
  seen: Set<number>,
): AsyncGenerator<SweepStep, { readonly isStable: boolean }> {
  const inPass = new Set<number>();
  let total: number | undefined;
  for (let page = 1; ; page++) {
    const answer = await ask(context, { engine: 'database', page, pageSize: context.settings.pageSize });
    const isSameCount = total === undefined || answer.totalRows === total;
    total = answer.totalRows;
    for (const { id } of answer.rows) inPass.add(id);
    yield { rows: takeNew(answer.rows, seen), lastId, total };
    if (!isSameCount) return { isStable: false };
    if (page * answer.pageSize >= total || answer.rows.length === 0) return { isStable: inPass.size >= total };
  }
}

function takeNew(rows: readonly RawRow[], seen: Set<number>): readonly RawRow[] {
  const fresh = rows.filter((row) => !seen.has(row.id));
  for (const { id } of fresh) seen.add(id);
  return fresh;
}
