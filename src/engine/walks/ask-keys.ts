import { type Question, toPageRequest } from '../calls/question.ts';
import type { AnswerEngine, Condition, Page } from '../ports.ts';
import type { ReadContext } from '../read-context.ts';

/** Asks for `id` and the cursor alone: what tells about counts, bounds and orders, and costs the server little. */
export function askKeys(context: ReadContext, question: Question): Promise<Page> {
  return context.source.fetchPage(toPageRequest(context.stream, question));
}

/** How many rows a question has. One cheap call. */
export async function countRows(
  context: ReadContext,
  engine: AnswerEngine,
  conditions: readonly Condition[],
): Promise<number> {
  const page = await askKeys(context, { engine, conditions, pageSize: 1 });
  return page.totalRows;
}

/** The rows without a cursor, which no range finds. */
export const undated: Condition = ['updated_at', 'null', '-'];
