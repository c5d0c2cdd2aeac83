import { askKeys } from './ask-keys.ts';
import type { AnswerEngine } from './ports.ts';
import { cursorOf, type ReadContext } from './read-context.ts';

/**
 * Whether the server sorts by `updated_at` as it is asked to. From both ends, one row each: a server that ignores the
 * sort answers both alike, and any order of its own (latest id first, say) may look right from one end.
 */
export async function sortsByTime(context: ReadContext, engine: AnswerEngine): Promise<boolean> {
  const [earliest, latest] = await Promise.all(
    (['asc', 'desc'] as const).map(async (direction) => {
      const page = await askKeys(context, { engine, order: [['updated_at', direction]], pageSize: 1 });
      const [row] = page.rows;
      return row && cursorOf(row);
    }),
  );
  return earliest !== undefined && latest !== undefined && earliest < latest;
}

/** Which engine is asked for rows in the order of time: the one that most likely serves the model. */
export function engineByTime(context: ReadContext): AnswerEngine {
  const { searchIndexed } = context.stream.definition;
  return searchIndexed === 'yes' || searchIndexed === 'likely' ? 'search' : 'database';
}
