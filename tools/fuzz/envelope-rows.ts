import { isArray, isObject, type Json, type JsonObject } from '../../test/simulator/json.ts';
import { fromEntries } from './json-draft.ts';

/** What stands under `records`, an empty object where that is none. */
export function recordsOf(envelope: JsonObject): JsonObject {
  return isObject(envelope['records']) ? envelope['records'] : {};
}

/** The rows under the first key of the records. */
export function rowsOf(envelope: JsonObject): readonly Json[] {
  const rows = Object.values(recordsOf(envelope))[0];
  return isArray(rows) ? rows : [];
}

/** The envelope with other rows. */
export function withRows(envelope: JsonObject, change: (rows: readonly Json[]) => Json): Json {
  const [key = 'organization'] = Object.keys(recordsOf(envelope));
  return { ...envelope, records: fromEntries([[key, change(rowsOf(envelope))]]) };
}
