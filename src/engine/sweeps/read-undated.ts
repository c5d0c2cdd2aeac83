import { parseInstant } from '../../core/instant.ts';
import type { StreamState } from '../../core/stream-state.ts';
import { mapSteps } from '../flow/map-steps.ts';
import { cursorOf, type ReadContext, type RungEnd, type Step } from '../read-context.ts';
import { endOnRefusal, type Refused } from '../refusal.ts';
import { askKeys, undated } from '../walks/ask-keys.ts';
import { walkPages } from '../walks/walk-pages.ts';
import { readByIdBound } from './sweep-by-id-bound.ts';
import type { SweepStep } from './sweep-way.ts';

/** How it ended; `known` is what the state is to remember once all that was yielded is vouched for. */
type UndatedEnd =
  | { readonly kind: 'complete'; readonly known: Pick<StreamState, 'rowsWithoutCursor' | 'lastIdWithoutCursor'> }
  | Refused;

/**
 * Rows without `updated_at` are found by no range: when their number differs from last time, or the highest id among
 * them, all are read again. One call tells both.
 */
export async function* readUndated(context: ReadContext, state: StreamState): AsyncGenerator<Step, UndatedEnd> {
  const question = (direction: 'asc' | 'desc') => ({
    engine: 'search' as const,
    conditions: [undated],
    order: [['id', direction] as const],
  });
  const highest = await askKeys(context, { ...question('desc'), pageSize: 1 });
  const known = { rowsWithoutCursor: highest.totalRows, lastIdWithoutCursor: highest.rows[0]?.id };
  const isUnchanged =
    known.rowsWithoutCursor === state.rowsWithoutCursor && known.lastIdWithoutCursor === state.lastIdWithoutCursor;
  if (!isUnchanged && highest.totalRows > 0) {
    const walk = walkPages<number>({
      pages: context.pages,
      question: () => question('asc'),
      fetchEnd: (end) => askKeys(context, { ...question(end === 'first' ? 'asc' : 'desc'), pageSize: 1 }),
      keyOf: (row) => (cursorOf(row) === undefined ? row.id : undefined),
      compare: (a, b) => a - b,
      ties: 'impossible',
    });
    let end = yield* mapSteps(endOnRefusal(walk), ({ rows }) => ({ rows, state }));
    // More of them than the search index pages through: then by id, which is by value.
    if (end.kind === 'refused' && end.mayPass)
      end = yield* mapSteps(readById(context), ({ rows }) => ({ rows, state }));
    if (end.kind === 'refused') return end;
  }
  return { kind: 'complete', known };
}

function readById(context: ReadContext): AsyncGenerator<SweepStep, RungEnd> {
  const scope = { conditions: [undated], contains: (updatedAt: unknown) => parseInstant(updatedAt) === undefined };
  return readByIdBound(scope)(context, { lastId: 0, rows: 0 });
}
