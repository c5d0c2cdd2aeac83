import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../simulator/json.ts';
import { at, messagesOf } from '../support/messages.ts';
import { edit, fill, mixedStreams as streams } from '../support/mixed-instance.ts';
import { runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';
import { pipe } from './pipe.ts';
import { type Places, type Target, targets } from './targets.ts';
import { withPostgres } from './with-postgres.ts';

const timeLimitMs = 300_000;

/** That the tables hold the rows of the server, each value as it is there, and no other row once they are merged. */
async function expectTables({ simulator, config }: Instance, target: Target, places: Places): Promise<void> {
  const { store } = simulator;
  const declared = await columnsOf(config);
  for (const stream of streams) {
    const written = await target.rows(places, stream);
    const merged = [...new Map(written.map((row) => [Number(row['id']), row])).values()];
    const columns = declared.get(stream) ?? [];
    expect(Object.keys(merged[0] ?? {})).toEqual(expect.arrayContaining([...columns]));
    const show = (row: JsonObject): JsonObject =>
      Object.fromEntries(columns.map((name) => [name, target.shows(row[name] ?? null) as never]));
    const byId = merged.toSorted((a, b) => Number(a['id']) - Number(b['id']));
    const expected = store.rows(stream, columns);
    expect(byId.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null])))).toEqual(
      expected.map(show),
    );
  }
}

/** The columns of each stream, as the tap declares them. */
async function columnsOf(config: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const schemas = messagesOf(await runTap(['--config', config, '--test=schema']));
  return new Map(
    schemas.map((schema) => [String(schema['stream']), Object.keys(Object(at(schema, 'schema', 'properties')))]),
  );
}

/** Loads everything, then what changed, each time from the state that the target handed back. */
async function loadTwice(target: Target, instance: Instance, places: Places): Promise<void> {
  fill(instance, streams);
  const end = await target.prepare(places);
  const args = ['--config', instance.config];
  const first = await pipe(args, end);
  expect([first.exitCode, target.name]).toEqual([0, target.name]);
  await expectTables(instance, target, places);
  const before = await countRows(target, places);

  edit(instance, streams);
  const state = await instance.write('state.json', first.lines.at(-1) ?? '');
  const second = await pipe([...args, '--state', state], end);
  expect(second.exitCode).toBe(0);
  await expectTables(instance, target, places);
  // The three rows of each stream that were written, and what is read twice at the boundary: not everything again.
  expect((await countRows(target, places)) - before).toBeLessThan(60);

  // A run in which nothing happens hands a state back all the same, which the next one can begin from.
  const later = await instance.write('later.json', second.lines.at(-1) ?? '');
  const third = await pipe([...args, '--state', later], end);
  expect(third.exitCode).toBe(0);
  expect(Object.keys(JSON.parse(third.lines.at(-1) ?? '').bookmarks).toSorted()).toEqual([...streams].toSorted());
  await expectTables(instance, target, places);
}

async function countRows(target: Target, places: Places): Promise<number> {
  const tables = await Promise.all(streams.map((stream) => target.rows(places, stream)));
  return tables.reduce((sum, rows) => sum + rows.length, 0);
}

describe('A real target', () => {
  it.each(targets.map((target) => [target.name, target] as const))(
    '(%s) takes a first load, and then what changed, so that its tables are the rows of the server',
    (_name, target) =>
      withInstance({ settings: { lookback_minutes: 0, streams, ...target.settings } }, (instance) =>
        withPostgres((postgres) => loadTwice(target, instance, { ...instance, postgres })),
      ),
    timeLimitMs,
  );
});
