import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ask, askToken, type Encoding } from './ask.ts';
import type { Dialect } from './dialect.ts';
import type { Field } from './field.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';
import { projectRoot } from './project-root.ts';
import type { Simulator } from './simulator.ts';
import type { Engine } from './table.ts';
import { withSimulator } from './with-simulator.ts';

type ModelFixture = {
  readonly engine?: Engine;
  readonly dialect?: Partial<Dialect>;
  readonly fields?: readonly Field[];
  readonly rows: readonly JsonObject[];
  /** Rows without content whose ids follow `from`. */
  readonly padding?: { readonly count: number; readonly from: number };
};

type Case = {
  readonly title: string;
  readonly now?: string;
  /** Lists come in no order of use unless the case says that theirs is exact. */
  readonly order?: 'exact';
  readonly body?: Encoding;
  readonly token?: 'expired';
  readonly models: Readonly<Record<string, ModelFixture>>;
  readonly request: { readonly method: string; readonly path: string; readonly parameters: JsonObject };
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text that ends in a star stands for every text that begins so. */
  readonly answer: Json;
};

function casesOf(file: string): readonly Case[] {
  const content: { readonly cases: readonly Case[] } = JSON.parse(readFileSync(file, 'utf8'));
  return content.cases;
}

function load(simulator: Simulator, models: Case['models']): void {
  for (const [model, { rows, padding, ...definition }] of Object.entries(models)) {
    simulator.store.define(model, definition);
    for (const row of rows) simulator.store.insert(model, row);
    for (let step = 1; step <= (padding?.count ?? 0); step += 1) {
      simulator.store.insert(model, { id: (padding?.from ?? 0) + step });
    }
  }
}

function idOf(row: Json): number {
  return isObject(row) && typeof row['id'] === 'number' ? row['id'] : 0;
}

function withRowsById(answer: Json): Json {
  if (!isObject(answer) || !isObject(answer['records'])) return answer;
  const records = Object.entries(answer['records']).map(([key, rows]): [string, Json] => [
    key,
    isArray(rows) ? rows.toSorted((left, right) => idOf(left) - idOf(right)) : rows,
  ]);
  return { ...answer, records: Object.fromEntries(records) };
}

function withStars(expected: Json): unknown {
  if (typeof expected === 'string' && expected.endsWith('*')) {
    const beginning = expected.slice(0, -1).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return expect.stringMatching(new RegExp(`^${beginning}.`));
  }
  if (isArray(expected)) return expected.map(withStars);
  if (!isObject(expected)) return expected;
  return Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, withStars(value)]));
}

async function play(simulator: Simulator, sample: Case): Promise<void> {
  load(simulator, sample.models);
  const token = await askToken(simulator);
  if (sample.token === 'expired') simulator.clock.advance(7_200_000);
  const { parameters, method, path } = sample.request;
  const encoding = sample.body === undefined ? {} : { encoding: sample.body };
  const answer = await ask(simulator, { method, path, parameters, token, ...encoding });
  const inOrder = sample.order === 'exact' ? (value: Json): Json => value : withRowsById;
  expect(answer.status).toBe(sample.status ?? 200);
  expect(inOrder(answer.json ?? answer.text)).toEqual(withStars(inOrder(sample.answer)));
  for (const [name, value] of Object.entries(sample.headers ?? {})) expect(answer.headers.get(name)).toBe(value);
}

// Requests and answers as public sources print them; a case's note says what was altered. The endpoint that polls for
// alerts (`/poll/...`) is not pretended: it hands out items of a queue and clears them, and the tap reads without taking
// anything away, so it never calls it.
const folder = join(projectRoot(), 'test', 'simulator', 'fixtures');

for (const file of readdirSync(folder).toSorted()) {
  describe(`The payloads known of the API, ${file}`, () => {
    for (const sample of casesOf(join(folder, file))) {
      const { now } = sample;
      it(sample.title, () =>
        withSimulator(now === undefined ? {} : { now: () => Date.parse(now) }, (simulator) => play(simulator, sample)),
      );
    }
  });
}
