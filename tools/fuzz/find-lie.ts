import type { JsonObject } from '../../test/simulator/json.ts';
import { jsonText } from './exact-json.ts';
import type { ListAnswer } from './list-answer.ts';
import { ownValue } from './own-value.ts';

/**
 * What an answer says that is not so, although nothing contradicts it: of rows, times and counts (`keys`), or of other
 * values alone.
 */
export type Lie = 'none' | 'values' | 'keys';

/** The models in which an instance lists its own models and fields: what they say wrongly costs fields, never rows. */
export const metadata: ReadonlySet<string> = new Set(['machine_model_type', 'model_attribute']);

/** The fields that are read, whether a row has them or not. */
const fields = ['name', 'created_at', 'score'] as const;

/** Compares what was to be said with what was said. A page that may not be believed is no lie: it must be noticed. */
export function findLie(model: string, truth: ListAnswer | undefined, said: ListAnswer | undefined): Lie {
  if (said === undefined) return 'none';
  const lie = truth === undefined ? 'keys' : compare(truth, said);
  return lie === 'keys' && metadata.has(model) ? 'values' : lie;
}

function compare(truth: ListAnswer, said: ListAnswer): Lie {
  const isCounted = truth.total === said.total && truth.page === said.page && truth.pageSize === said.pageSize;
  // Repeated or in another order, the rows are still those that there are: what rests on the order must look at it.
  if (!isCounted || keysOf(truth) !== keysOf(said)) return 'keys';
  const rows = new Map(truth.rows.map((row) => [jsonText(ownValue(row, 'id')), row]));
  return said.rows.every((row) => isSame(rows.get(jsonText(ownValue(row, 'id'))) ?? {}, row)) ? 'none' : 'values';
}

function keysOf({ rows }: ListAnswer): string {
  const keys = rows.map(({ id, updated_at: at }) => `${jsonText(id ?? null)} ${jsonText(at ?? null)}`);
  return [...new Set(keys)].sort().join();
}

function isSame(truth: JsonObject, said: JsonObject): boolean {
  return [...new Set([...Object.keys(truth), ...fields])].every(
    (name) => jsonText(ownValue(truth, name)) === jsonText(ownValue(said, name)),
  );
}
