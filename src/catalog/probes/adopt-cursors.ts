import { type Breaker, createBreaker } from '../../core/breaker.ts';
import { isAboutOneModel } from '../../core/connector-error.ts';
import { parseInstant } from '../../core/instant.ts';
import type { Log } from '../../core/logger.ts';
import type { StreamDefinition } from '../../core/stream-definition.ts';
import type { Source } from '../../engine/ports.ts';
import { withCursor } from '../with-cursor.ts';
import { fetchOneRow } from './fetch-one-row.ts';

/**
 * Some models have no `updated_at` in any list that is known, but lists grow old. One row of each is asked for it: where
 * the instance returns a timestamp, the stream becomes incremental. A model that does not answer stays as it is.
 * @throws ConnectorError when the instance cannot be reached, refuses the credentials, or goes down meanwhile
 */
export async function adoptCursors(
  source: Source,
  definitions: readonly StreamDefinition[],
  { concurrency, log }: { readonly concurrency: number; readonly log: Log },
): Promise<readonly StreamDefinition[]> {
  const breaker = createBreaker(concurrency);
  return Promise.all(
    definitions.map(async (definition) =>
      definition.cursor === undefined && (await returnsUpdatedAt({ source, breaker, log }, definition))
        ? withCursor(definition)
        : definition,
    ),
  );
}

/** What asking needs. */
interface Asking {
  readonly source: Source;
  readonly breaker: Breaker;
  readonly log: Log;
}

async function returnsUpdatedAt({ source, breaker, log }: Asking, { name, model }: StreamDefinition): Promise<boolean> {
  try {
    const row = await fetchOneRow(source, model, ['id', 'updated_at']);
    breaker.answered();
    return parseInstant(row?.['updated_at']) !== undefined;
  } catch (error) {
    if (!isAboutOneModel(error)) throw error;
    // Whoever reads a model that is not served is told so then. Any other failure may pass, and took a cursor with it.
    const down = breaker.gaveUp(error);
    if (down) throw down;
    if (error.kind !== 'unavailable') {
      log('warn', `${name} is read in full this time: whether it has updated_at is not known. ${error.message}`);
    }
    return false;
  }
}
