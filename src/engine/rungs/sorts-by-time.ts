import type { Instant } from '../../core/instant.ts';
import type { AnswerEngine } from '../ports.ts';
import { cursorOf, type ReadContext } from '../read-context.ts';
import { askKeys } from '../walks/ask-keys.ts';

/** How often the question is put again when the rows at the ends change meanwhile. */
const tries = 3;

/**
 * Whether the server sorts by `updated_at` as it is asked to. From both ends, one row each: a server that ignores the
 * sort answers both alike, and any order of its own (latest id first, say) may look right from one end. And twice: a row
 * that is edited between two such answers makes them differ, and a bookmark would come to vouch for rows never read.
 */
export async function sortsByTime(context: ReadContext, engine: AnswerEngine): Promise<boolean> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    const [first, second] = [await askEnds(context, engine), await askEnds(context, engine)];
    if (first === undefined || second === undefined) return false;
    if (first.earliest === second.earliest && first.latest <= second.latest) return true;
  }
  return false;
}

/** The cursors at the two ends, where they differ as those of an order do. */
async function askEnds(
  context: ReadContext,
  engine: AnswerEngine,
): Promise<{ readonly earliest: Instant; readonly latest: Instant } | undefined> {
  const [earliest, latest] = await Promise.all(
    (['asc', 'desc'] as const).map(async (direction) => {
      const page = await askKeys(context, { engine, order: [['updated_at', direction]], pageSize: 1 });
      const [row] = page.rows;
      return row && cursorOf(row);
    }),
  );
  return earliest !== undefined && latest !== undefined && earliest < latest ? { earliest, latest } : undefined;
}

/** Which engine is asked for rows in the order of time: the one that most likely serves the model. */
export function engineByTime(context: ReadContext): AnswerEngine {
  const { searchIndexed } = context.stream.definition;
  return searchIndexed === 'yes' || searchIndexed === 'likely' ? 'search' : 'database';
}
