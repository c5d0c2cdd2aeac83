import { mapSteps } from '../flow/map-steps.ts';
import type { AnswerEngine } from '../ports.ts';
import { askKeys } from '../walks/ask-keys.ts';
import { walkPages } from '../walks/walk-pages.ts';
import type { SweepWay } from './sweep-way.ts';

/** Sorts by id and takes page after page, each checked to join the one before. For servers that ignore bounds on ids. */
export function readByIdOrder(engine: AnswerEngine): SweepWay {
  return async function* (context, from) {
    const walk = walkPages<number>({
      pages: context.pages,
      question: () => ({ engine, order: [['id', 'asc']] }),
      fetchEnd: (end) => askKeys(context, { engine, order: [['id', end === 'first' ? 'asc' : 'desc']], pageSize: 1 }),
      keyOf: (row) => row.id,
      compare: (a, b) => a - b,
      ties: 'impossible',
      ...(from.lastId > 0 && { from: { last: from.lastId, covered: from.rows } }),
    });
    return yield* mapSteps(walk, ({ rows, last, windowRows }) => ({
      rows,
      lastId: last ?? from.lastId,
      total: windowRows,
    }));
  };
}
