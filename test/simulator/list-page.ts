import { type Answer, ask, askToken } from './ask.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';
import type { Simulator } from './simulator.ts';

/** One page as a test looks at it. `error` is the text of an error 100, empty where there is none. */
export type Page = {
  readonly rows: readonly JsonObject[];
  readonly ids: readonly number[];
  readonly total: number;
  readonly pages: number;
  readonly current: number;
  readonly perPage: number;
  readonly error: string;
  readonly answer: Answer;
};

const tokens = new WeakMap<Simulator, Promise<string>>();

function numberAt(value: Json | undefined, key: string): number {
  const found = isObject(value) ? value[key] : undefined;
  return typeof found === 'number' ? found : Number.NaN;
}

function errorOf(json: Json | undefined): string {
  const error = isObject(json) ? json['error'] : undefined;
  return isObject(error) && typeof error['message'] === 'string' ? error['message'] : '';
}

function rowsOf(json: Json | undefined): readonly JsonObject[] {
  const records = isObject(json) && isObject(json['records']) ? Object.values(json['records'])[0] : undefined;
  return isArray(records) ? records.filter(isObject) : [];
}

/** A question to a list, with a token that is minted once per simulator. */
export async function listPage(
  simulator: Simulator,
  model: string,
  parameters: Readonly<Record<string, Json>> = {},
): Promise<Page> {
  const token = tokens.get(simulator) ?? askToken(simulator);
  tokens.set(simulator, token);
  const path = `/api/rest/v2/${model}/list`;
  const answer = await ask(simulator, { method: 'POST', path, parameters, token: await token });
  const rows = rowsOf(answer.json);
  return {
    rows,
    ids: rows.map((row) => row['id']).filter((id) => typeof id === 'number'),
    total: numberAt(answer.json, 'total_entries'),
    pages: numberAt(answer.json, 'total_pages'),
    current: numberAt(answer.json, 'current_page'),
    perPage: numberAt(answer.json, 'per_page'),
    error: errorOf(answer.json),
    answer,
  };
}

/** A filter of conditions that must all hold. */
export function all(...conditions: readonly Json[]): JsonObject {
  return { group_type: 'and', conditions };
}
