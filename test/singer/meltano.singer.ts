import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { LoggedRequest } from '../simulator/logged-request.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { loadRows } from '../support/load-rows.ts';
import type { RunningProcess } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';
import { linesOf } from './lines-of.ts';
import { createProject, type MeltanoProject } from './meltano.ts';
import { type Postgres, withPostgres } from './with-postgres.ts';

const timeLimitMs = 300_000;

/** A project that loads into files, with two streams selected, and one property of them left out. */
async function createFileProject(instance: Instance): Promise<MeltanoProject & { readonly output: string }> {
  const output = join(instance.folder, 'output');
  await mkdir(output);
  const loader = { name: 'target-jsonl', interpreter: 'PYTHON_TARGET_JSONL', command: 'target-jsonl' };
  const project = await createProject(instance, { ...loader, config: { destination_path: output } });
  for (const rule of [
    ['tap-fluxx', 'organization', '*'],
    ['tap-fluxx', 'program', '*'],
    ['--exclude', 'tap-fluxx', 'organization', 'acronym'],
  ]) {
    expect((await project.run(['select', ...rule])).exitCode).toBe(0);
  }
  return { ...project, output };
}

/** A project that loads the names of organizations into PostgreSQL. */
interface Warehouse {
  readonly instance: Instance;
  readonly postgres: Postgres;
  readonly project: MeltanoProject;
  /** Runs `meltano` until `stop` is called on it. Expects that it was cut short, with some rows written and not all. */
  readonly interrupt: (args: readonly string[]) => Promise<void>;
}

/** What a warehouse is of. */
interface WarehouseOptions {
  readonly rows: number;
  /** After how many rows the target writes. */
  readonly batchSize: number;
  /** How long an answer takes, in milliseconds. `stop` ends the run that is to be interrupted. */
  readonly latency: (request: LoggedRequest, stop: () => void) => number;
}

function withWarehouse(
  { rows, batchSize, latency }: WarehouseOptions,
  body: (warehouse: Warehouse) => Promise<void>,
): Promise<void> {
  let running: RunningProcess | undefined;
  const stop = (): void => running?.kill('SIGTERM');
  const settings = { page_size: 500, concurrency: 1 };
  return withInstance({ latency: (request) => latency(request, stop), settings }, (instance) =>
    withPostgres(async (postgres) => {
      const times = Array.from({ length: rows }, (_, index) => 1_600_000_000 + index);
      loadRows(instance.simulator, 'organization', times);
      await postgres.createDatabase('warehouse');
      const { host, port, user } = postgres;
      const target = { host, port, user, password: 'none', dbname: 'warehouse', default_target_schema: 'public' };
      const loader = {
        name: 'target-postgres',
        interpreter: 'PYTHON_PIPELINEWISE_TARGET_POSTGRES',
        command: 'target-postgres',
        config: { ...target, batch_size_rows: batchSize },
      };
      const project = await createProject(instance, loader, { streams: ['organization:name'] });
      const interrupt: Warehouse['interrupt'] = async (args) => {
        const cut = await project.run(args, { onStart: (process) => void (running = process) });
        expect(cut.exitCode).not.toBe(0);
        const written = (await postgres.rows('warehouse', 'organization')).length;
        expect([written > 0, written < rows]).toEqual([true, true]);
      };
      await body({ instance, postgres, project, interrupt });
    }),
  );
}

describe('Meltano', () => {
  it(
    'adds the tap by its definition, selects, tests, discovers, reads, keeps the state and reads on from it',
    () =>
      withInstance({ settings: { lookback_minutes: 0 } }, async (instance) => {
        const { store } = instance.simulator;
        for (const stream of ['organization', 'program']) seedModel(store, stream, 30);
        const { run, output } = await createFileProject(instance);

        const selected = await run(['select', 'tap-fluxx', '--list', '--all']);
        expect(selected.exitCode).toBe(0);
        for (const line of [
          /automatic\W+\] organization\.id/,
          /automatic\W+\] organization\.updated_at/,
          /selected\W+\] organization\.name/,
          /excluded\W+\] organization\.acronym/,
          /excluded\W+\] user\.first_name/,
        ]) {
          expect(selected.stdout).toMatch(line);
        }
        const tested = await run(['config', 'test', 'tap-fluxx']);
        expect([tested.exitCode, tested.stdout + tested.stderr]).toEqual([0, expect.stringContaining('valid')]);
        const discovered = await run(['invoke', 'tap-fluxx', '--discover']);
        // All that is known, by the line: a longer one would have Meltano wait for ever.
        expect(JSON.parse(discovered.stdout).streams.length).toBeGreaterThan(200);
        expect(discovered.lines.filter(({ length }) => length > 60_000)).toEqual([]);
        const about = await run(['invoke', 'tap-fluxx', '--about', '--format', 'json']);
        expect(JSON.parse(about.stdout)).toMatchObject({ name: 'tap-fluxx' });

        const first = await run(['run', 'tap-fluxx', 'target-jsonl']);
        expect(first.exitCode).toBe(0);
        const said = first.stdout + first.stderr;
        // Each line of the log was understood: none is shown as the JSON that it came as.
        expect(said).toMatch(/tap-fluxx\s+organization: 30 records, complete/);
        expect(said).toMatch(/METRIC\s+metric_name=record_count metric_value=30/);
        expect(said).not.toContain('"logger_name"');
        const rows = await linesOf(output, 'organization');
        expect(rows.map((line) => JSON.parse(line).id).toSorted()).toEqual(store.ids('organization').toSorted());
        expect(rows.filter((line) => line.includes('"acronym"'))).toEqual([]);
        expect(await linesOf(output, 'user').catch(() => [])).toEqual([]);

        const id = 'dev:tap-fluxx-to-target-jsonl';
        const state = JSON.parse((await run(['state', 'get', id])).stdout);
        expect(Object.keys(state.singer_state.bookmarks).toSorted()).toEqual(['organization', 'program']);

        const fresh = store.insert('organization', {});
        expect((await run(['run', 'tap-fluxx', 'target-jsonl'])).exitCode).toBe(0);
        const all = await linesOf(output, 'organization');
        expect(all.map((line) => JSON.parse(line).id)).toContain(fresh);
        expect(all.length).toBeLessThan(rows.length + 5);
      }),
    timeLimitMs,
  );

  it(
    'reads everything again behind a full refresh that was interrupted, though Meltano keeps the bookmarks of before',
    () => {
      const rows = 6000;
      let calls = -1000;
      const latency: WarehouseOptions['latency'] = ({ kind, model }, stop) => {
        if (kind !== 'list' || model !== 'organization') return 0;
        calls += 1;
        if (calls === 14) stop();
        return calls > 12 ? 1000 : 0;
      };
      return withWarehouse({ rows, batchSize: 500, latency }, async ({ postgres, project, interrupt }) => {
        const args = ['tap-fluxx', 'target-postgres'];
        expect((await project.run(['run', ...args])).exitCode).toBe(0);
        await postgres.query('warehouse', 'truncate organization');
        calls = 0;
        await interrupt(['run', '--full-refresh', ...args]);
        calls = -1000;
        expect((await project.run(['run', ...args, '--force'])).exitCode).toBe(0);
        expect(await postgres.rows('warehouse', 'organization')).toHaveLength(rows);
      });
    },
    timeLimitMs,
  );

  it(
    'reads all streams where nothing is chosen: it does not copy the selection of the definition',
    () =>
      withInstance({}, async (instance) => {
        const loader = {
          name: 'target-jsonl',
          interpreter: 'PYTHON_TARGET_JSONL',
          command: 'target-jsonl',
          config: {},
        };
        const { run } = await createProject(instance, loader);
        const { stdout } = await run(['select', 'tap-fluxx', '--list', '--all']);
        expect(stdout).toMatch(/selected\W+\] claim_expense_row\.\w+/);
      }),
    timeLimitMs,
  );

  it(
    'says why a run failed, and fails with it',
    () =>
      withInstance({ settings: { client_secret: 'of nobody' } }, async (instance) => {
        const { run } = await createFileProject(instance);
        const failed = await run(['run', 'tap-fluxx', 'target-jsonl']);
        expect([failed.exitCode, failed.stdout + failed.stderr]).toEqual([
          1,
          expect.stringContaining('CREDENTIALS_REFUSED'),
        ]);
      }),
    timeLimitMs,
  );

  it(
    'goes on from the last state that the target handed back, when a run was interrupted',
    () => {
      const rows = 30_000;
      let calls = 0;
      const latency: WarehouseOptions['latency'] = ({ kind }, stop) => {
        calls += kind === 'list' ? 1 : 0;
        if (calls === 45) stop();
        return 100;
      };
      return withWarehouse({ rows, batchSize: 2000, latency }, async ({ instance, postgres, project, interrupt }) => {
        const args = ['run', 'tap-fluxx', 'target-postgres'];
        calls = 0;
        await interrupt(args);
        instance.simulator.requests.length = 0;
        expect((await project.run([...args, '--force'])).exitCode).toBe(0);
        expect(await postgres.rows('warehouse', 'organization')).toHaveLength(rows);
        const asked = instance.simulator.requests.reduce((sum, request) => sum + request.rows, 0);
        expect(asked).toBeLessThan(rows - 5000);
      });
    },
    timeLimitMs,
  );
});
