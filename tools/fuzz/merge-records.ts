import type { Json, JsonObject } from '../../test/simulator/json.ts';
import type { Simulator } from '../../test/simulator/simulator.ts';
import { digitsOf, jsonText, toDigits, toDouble } from './exact-json.ts';
import { isSameMoment } from './is-made-of.ts';
import { ownValue } from './own-value.ts';
import type { EmittedRecord } from './read-output.ts';

/** What stands in the field of a record by which a deleted row is told. */
export const deletionMark = '_fluxx_deleted_at';

/** What a target has of a stream in the end: of each row the last record, none of those marked as deleted. */
export function mergeRecords(
  stream: string,
  ...runs: readonly (readonly EmittedRecord[])[]
): ReadonlyMap<number, JsonObject> {
  const rows = new Map<number, JsonObject>();
  for (const { stream: name, data } of runs.flat()) {
    if (name !== stream) continue;
    const id = toDouble(data['id']) ?? Number.NaN;
    if (ownValue(data, deletionMark) === null) rows.set(id, data);
    else rows.delete(id);
  }
  return rows;
}

/** What a comparison takes into account. */
export interface Strictness {
  /** Whether the values count, or the ids alone. */
  readonly values: boolean;
  /** Whether there may be rows that the server has no more. */
  readonly gone: boolean;
}

/** How the rows of a target differ from the server's; `undefined` where they do not. */
export function findDifference(
  { store }: Simulator,
  stream: string,
  rows: ReadonlyMap<number, JsonObject>,
  strictness: Strictness,
): string | undefined {
  const columns = ['id', 'name', 'created_at', 'updated_at', ...(stream === 'organization' ? ['score'] : [])];
  const truth = new Map(store.rows(stream, columns).map((row) => [Number(row['id']), row]));
  const lost = [...truth.keys()].filter((id) => !rows.has(id));
  if (lost.length > 0) return `${stream}: the rows ${lost.join()} are missing`;
  const surplus = [...rows.keys()].filter((id) => !truth.has(id));
  if (surplus.length > 0 && !strictness.gone) return `${stream}: the rows ${surplus.join()} are not there any more`;
  if (!strictness.values) return undefined;
  for (const [id, row] of truth) {
    const wrong = columns.find((name) => !isSame(name, ownValue(rows.get(id), name), ownValue(row, name)));
    if (wrong !== undefined) {
      return `${stream}: row ${id} has ${wrong} ${jsonText(ownValue(rows.get(id), wrong))} in place of ${JSON.stringify(ownValue(row, wrong))}`;
    }
  }
  return undefined;
}

/** Timestamps may be written in other ways, and numbers with other zeros. */
function isSame(name: string, emitted: Json, stored: Json): boolean {
  if (typeof stored === 'number') return digitsOf(emitted) === toDigits(String(stored));
  if (emitted === stored) return true;
  return typeof emitted === 'string' && typeof stored === 'string' && isSameMoment(name, emitted, stored);
}
