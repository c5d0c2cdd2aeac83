import { readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { dialogues } from '../conformance/dialogue.ts';
import type { JsonObject } from '../simulator/json.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { messagesOf, recordIds, statuses } from '../support/messages.ts';
import { edit, fill, mixedStreams, visits } from '../support/mixed-instance.ts';
import { runScript } from '../support/run-script.ts';
import { type FinishedProcess, runTap, tapPath } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const timeLimitMs = 300_000;

const ownScript = (name: string): string => join(projectRoot(), 'test', 'airbyte', name);

/** How many messages of each type there are. */
type Counts = Readonly<Record<string, number>>;

/** What Airbyte's own readers make of what a run printed. */
async function judge(
  run: Pick<FinishedProcess, 'stdout'>,
): Promise<{ readonly counts: Counts; readonly faults: readonly string[] }> {
  return JSON.parse(await runScript({ path: ownScript('judge_messages.py'), stdin: run.stdout }));
}

/** Judges a run: no line may be refused by either reader, or be one of fewer messages than it has lines. */
async function expectUnderstood(run: FinishedProcess): Promise<Counts> {
  const { counts, faults } = await judge(run);
  expect(faults).toEqual([]);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(run.lines.length);
  return counts;
}

/** The last is read in full each time: PyAirbyte asks for changes all the same. */
const streams = [...mixedStreams, 'claim_expense_row'] as const;

describe("Airbyte's published protocol models take every message", () => {
  it('of the specification', async () => {
    expect(await expectUnderstood(await runTap(['spec']))).toEqual({ SPEC: 1 });
  });

  it('of a check that succeeds, one that fails and one that finds nobody', () =>
    withInstance({}, async (instance) => {
      const wrong = await instance.write('wrong.json', { ...instance.settings, client_secret: 'of nobody' });
      const nobody = await instance.write('nobody.json', { ...instance.settings, instance: 'http://127.0.0.1:1' });
      const checked = await runTap(['check', '--config', instance.config]);
      expect(await expectUnderstood(checked)).toMatchObject({ CONNECTION_STATUS: 1 });
      expect(await expectUnderstood(await runTap(['check', '--config', wrong]))).toMatchObject({
        CONNECTION_STATUS: 1,
      });
      expect(await expectUnderstood(await runTap(['check', '--config', nobody]))).toMatchObject({ TRACE: 1 });
    }));

  it('of the catalog of an instance with all its models and fields', () =>
    withInstance({}, async (instance) => {
      fill(instance, streams);
      const run = await runTap(['discover', '--config', instance.config], { timeLimitMs });
      expect(await expectUnderstood(run)).toMatchObject({ CATALOG: 1 });
    }));

  it('of a read with limits, values that do not fit and a stream that fails, and of the one that goes on', () =>
    withInstance({ settings: { page_size: 50, streams } }, async (instance) => {
      const { store, faults } = instance.simulator;
      fill(instance, streams);
      store.set(visits, store.ids(visits)[0] ?? 0, { cost: 'no number' });
      const discovered = dialogues.airbyte.streamsOf(
        messagesOf(await runTap(['discover', '--config', instance.config])),
      );
      const catalog = await instance.write(
        'catalog.json',
        dialogues.airbyte.select(discovered, { mode: 'incremental' }),
      );
      faults.add({ kind: 'status', status: 429, retryAfter: '1', model: 'request_report' });
      faults.add({ kind: 'status', status: 403, model: 'geo_city', times: 1000 });
      const args = ['read', '--config', instance.config, '--catalog', catalog];
      const first = await runTap(args, { timeLimitMs });
      expect([first.exitCode, statuses(first, 'geo_city').at(-1)]).toEqual([1, 'INCOMPLETE']);
      expect(first.stdout).toContain('RATE_LIMITED');
      expect(first.stdout).toContain('"meta":{"changes"');
      expect(await expectUnderstood(first)).toMatchObject({ RECORD: 240, STATE: 3 });

      const state = await instance.write('state.json', dialogues.airbyte.stateOf(messagesOf(first)));
      faults.clear();
      const second = await runTap([...args, '--state', state], { timeLimitMs });
      expect([second.exitCode, recordIds(second, 'geo_city').length]).toEqual([0, 100]);
      await expectUnderstood(second);
    }));
});

describe('They refuse', () => {
  it.each([
    ['a record without its time', { type: 'RECORD', record: { stream: 'user', data: { id: 1 } } }],
    ['a state of no known type', { type: 'STATE', state: { type: 'TABLE' } }],
    ['a status of no known name', { type: 'CONNECTION_STATUS', connectionStatus: { status: 'GOOD' } }],
    ['no message', 'Reading ...'],
  ])('%s', async (_what, line) => {
    const stdout = typeof line === 'string' ? line : JSON.stringify(line);
    expect((await judge({ stdout })).faults).not.toEqual([]);
  });
});

/** What PyAirbyte found, and what the database holds after it has read. */
interface Reading {
  readonly available: readonly string[];
  readonly processed: number;
  readonly tables: Readonly<Record<string, readonly JsonObject[]>>;
}

/** Checks, discovers and reads with PyAirbyte, into a database that stays. */
async function readWithClient({ config, folder }: Instance): Promise<Reading> {
  const database = join(folder, 'warehouse.duckdb');
  await runScript({ path: ownScript('read_with_pyairbyte.py'), args: [tapPath, config, database, streams.join()] });
  const said = JSON.parse(await readFile(join(folder, 'warehouse.json'), 'utf8'));
  const tables = JSON.parse(
    await runScript({
      path: join(projectRoot(), 'test', 'support', 'print_tables.py'),
      args: [database, streams.join()],
    }),
  );
  return { ...said, tables };
}

/** That the tables hold the rows of the server, each value as it is there, and nothing else. */
function expectTables({ simulator: { store } }: Instance, { tables }: Reading): void {
  for (const stream of streams) {
    const rows = tables[stream] ?? [];
    const columns = Object.keys(rows[0] ?? {}).filter((name) => !name.startsWith('_airbyte_'));
    expect(columns.length).toBeGreaterThan(10);
    const pick = (row: JsonObject): JsonObject => Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
    expect(rows.map(pick)).toEqual(store.rows(stream, columns).map(pick));
  }
}

describe('PyAirbyte', () => {
  it(
    'checks, discovers, reads into DuckDB, and reads on from its state after edits, so that the tables are the rows of the server',
    () =>
      withInstance({ settings: { lookback_minutes: 0 } }, async (instance) => {
        fill(instance, streams);
        const first = await readWithClient(instance);
        expect(first.available).toEqual(expect.arrayContaining([...streams, 'user', 'grant_request']));
        expect(first.processed).toBe(130 + 100 + 70 + 40);
        expectTables(instance, first);

        edit(instance, streams);
        const second = await readWithClient(instance);
        expect(second.processed).toBeLessThan(60 + 41);
        expectTables(instance, second);
      }),
    timeLimitMs,
  );

  it(
    'runs the script of the guide as it is printed, twice',
    () =>
      withInstance({}, async (instance) => {
        const guide = await readFile(join(projectRoot(), 'docs', 'guides', 'airbyte.md'), 'utf8');
        const [, script = ''] = /```python\n([^]*?)```/.exec(guide) ?? [];
        expect(
          script
            .trim()
            .split('\n')
            .filter((line) => line !== '').length,
        ).toBeLessThanOrEqual(10);
        for (const stream of ['organization', 'program']) seedModel(instance.simulator.store, stream, 30);
        await symlink(join(projectRoot(), 'dist'), join(instance.folder, 'dist'));
        const path = await instance.write('guide.py', script);
        for (const rows of [30, 31]) {
          const said = await runScript({ path, cwd: instance.folder });
          expect(said).toContain(`organization ${rows}`);
          expect(said).toContain('program 30');
          instance.simulator.store.insert('organization', {});
        }
      }),
    timeLimitMs,
  );
});
