import type { RawRow } from '../../core/record.ts';
import type { ModelName } from '../../core/stream-definition.ts';
import type { Source } from '../../engine/ports.ts';

/**
 * Any one row of a model, to learn whether it is served and what it holds; `undefined` where there is none.
 * @throws ConnectorError for every failure of the call
 */
export async function fetchOneRow(
  source: Source,
  model: ModelName,
  columns: readonly string[],
): Promise<RawRow | undefined> {
  const { rows } = await source.fetchPage({
    model,
    columns,
    engine: 'search',
    conditions: [],
    order: [],
    page: 1,
    pageSize: 1,
  });
  return rows[0];
}
