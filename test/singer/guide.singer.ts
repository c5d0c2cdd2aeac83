import { copyFile, mkdir, readFile, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../simulator/project-root.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { runScript } from '../support/run-script.ts';
import { type FinishedProcess, runProcess, tapPath } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';
import { linesOf } from './lines-of.ts';
import { projectWith } from './meltano.ts';
import { commandBeside } from './pipe.ts';
import { withPostgres } from './with-postgres.ts';

const timeLimitMs = 300_000;

/** The code blocks of a language in a section of the guide. */
async function blocksOf(section: string, language: string): Promise<readonly string[]> {
  const guide = await readFile(join(projectRoot(), 'docs', 'guides', 'singer.md'), 'utf8');
  const [, text = ''] = new RegExp(`\\n## ${section}\\n([^]*?)(?=\\n## |$)`).exec(guide) ?? [];
  const blocks = [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, 'g'))].map(
    ([, block = '']) => block,
  );
  if (blocks.length === 0) throw new Error(`The guide has no ${language} under ${section}.`);
  return blocks;
}

/** Where the commands of a guide are: as after `npm install --global .` and `pipx install`. */
async function pathOf({ folder }: Instance): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin);
  await symlink(tapPath, join(bin, 'tap-fluxx'));
  await symlink(commandBeside('PYTHON_TARGET_JSONL', 'target-jsonl'), join(bin, 'target-jsonl'));
  await symlink(commandBeside('PYTHON_MELTANO', 'meltano'), join(bin, 'meltano'));
  return [bin, dirname(process.execPath), process.env['PATH']].join(':');
}

/** Runs lines of bash in a folder. @throws Error when one of them fails */
async function bash(
  script: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<FinishedProcess> {
  const line = `set -e; cd '${folder}'; ${script}`;
  const run = await runProcess('bash', ['-c', line], {
    environment: { HOME: folder, NO_COLOR: '1', MELTANO_SEND_ANONYMOUS_USAGE_STATS: 'false', ...environment },
    timeLimitMs: 240_000,
  });
  if (run.exitCode !== 0) throw new Error(`${script}\nends with ${run.exitCode}:\n${run.stdout}\n${run.stderr}`);
  return run;
}

function ids(lines: readonly string[]): readonly number[] {
  return lines.map((line) => Number(JSON.parse(line).id));
}

describe('The guide to Singer', () => {
  it(
    'has a script that reads, keeps the state, and reads on from it',
    () =>
      withInstance({ settings: { streams: ['program'], lookback_minutes: 0 } }, async (instance) => {
        const { store } = instance.simulator;
        seedModel(store, 'program', 20);
        const environment = { PATH: await pathOf(instance) };
        const [, run = ''] = await blocksOf('A pipe in a shell', 'sh');
        const script = run.replace('examples/shell', join(projectRoot(), 'examples', 'shell'));
        const prepare = (await blocksOf('A pipe in a shell', 'sh'))[0] ?? '';
        await bash(prepare, instance.folder, environment);
        await bash(script, instance.folder, environment);
        const output = join(instance.folder, 'fluxx', 'output');
        expect(new Set(ids(await linesOf(output, 'program')))).toEqual(new Set(store.ids('program')));

        const fresh = store.insert('program', {});
        await bash(script, instance.folder, environment);
        const all = ids(await linesOf(output, 'program'));
        expect(all).toContain(fresh);
        expect(all.length).toBeLessThan(25);
        const state = JSON.parse(await readFile(join(instance.folder, 'fluxx', 'state.json'), 'utf8'));
        expect(Object.keys(state.bookmarks)).toEqual(['program']);

        const wrong = { ...environment, TAP: `tap-fluxx --properties none.json` };
        await expect(bash(script, instance.folder, wrong)).rejects.toThrow('ends with');
        expect(JSON.parse(await readFile(join(instance.folder, 'fluxx', 'state.json'), 'utf8'))).toEqual(state);
      }),
    timeLimitMs,
  );

  it(
    'has commands of Meltano that run as they are printed',
    () =>
      withInstance({}, async (instance) => {
        for (const stream of ['grant_request', 'organization']) seedModel(instance.simulator.store, stream, 10);
        const output = join(instance.folder, 'output');
        await mkdir(output);
        const loader = { name: 'target-jsonl', interpreter: 'PYTHON_TARGET_JSONL', command: 'target-jsonl' };
        await instance.write(
          'meltano.yml',
          JSON.stringify(projectWith({ ...loader, config: { destination_path: output } })),
        );
        const { instance: url, client_id: id, client_secret: secret } = instance.settings;
        const script = (await blocksOf('Meltano', 'sh'))
          .join('\n')
          .replace('path/to/tap-fluxx', projectRoot())
          .replace('acme.fluxx.io', `'${String(url)}'`)
          .replace('the-application-id', String(id))
          .replace('the-secret', `'${String(secret)}'`);
        const run = await bash(script, instance.folder, { PATH: await pathOf(instance) });
        expect(run.stdout).toContain('singer_state');
        expect(ids(await linesOf(output, 'organization'))).toHaveLength(10);
        expect((await linesOf(output, 'grant_request')).join()).not.toContain('"all_');
      }),
    timeLimitMs,
  );

  it(
    'has a project of Meltano that reads as it lies',
    () =>
      withInstance({}, async (instance) => {
        seedModel(instance.simulator.store, 'organization', 10);
        const project = join(instance.folder, 'examples', 'meltano');
        await mkdir(join(project, 'output'), { recursive: true });
        await symlink(join(projectRoot(), 'dist'), join(instance.folder, 'dist'));
        await copyFile(join(projectRoot(), 'examples', 'meltano', 'meltano.yml'), join(project, 'meltano.yml'));
        const settings = Object.entries(instance.settings).map(([name, value]) => [
          `TAP_FLUXX_${name.toUpperCase()}`,
          String(value),
        ]);
        const environment = { PATH: await pathOf(instance), ...Object.fromEntries(settings) };
        await bash('meltano run tap-fluxx target-jsonl; meltano run fluxx', project, environment);
        expect(new Set(ids(await linesOf(join(project, 'output'), 'organization'))).size).toBe(10);
      }),
    timeLimitMs,
  );

  it('merges in PostgreSQL and DuckDB as it says', async () => {
    const [postgresSql = '', duckdbSql = ''] = await blocksOf('Merging downstream', 'sql');
    const table = `create table organization
        (id int, name text, updated_at timestamp, _fluxx_deleted_at timestamp, _sdc_extracted_at timestamp);
      insert into organization values
        (1, 'from before the column', '2026-03-01', null, null), (1, 'old', '2026-01-01', null, '2026-01-02'), (1, 'new', '2026-02-01', null, '2026-02-02'),
        (2, 'without cursor', null, null, '2026-01-02'),
        (3, 'computed before', '2026-01-01', null, '2026-01-02'), (3, 'computed', '2026-01-01', null, '2026-03-02'),
        (4, 'there', '2026-01-01', null, '2026-01-02'), (4, null, '2026-01-01', '2026-02-01', '2026-02-01'),
        (5, null, '2026-01-01', '2026-02-01', '2026-02-01'), (5, 'back', '2026-01-01', null, '2026-03-01');`;
    const question = 'select name from organization_now order by id';
    const names = ['new', 'without cursor', 'computed', 'back'];
    await withPostgres(async ({ query }) => {
      expect(await query('postgres', `${table} ${postgresSql} ${postgresSql} ${question}`)).toBe(
        `${names.join('\n')}\n`,
      );
    });
    await withInstance({}, async (instance) => {
      expect(await askDuckDb(instance, `${table} ${duckdbSql} ${duckdbSql}`, question)).toEqual(
        names.map((name) => [name]),
      );
    });
  });

  it('makes a table of the files of target-jsonl, of which the latest rows are taken', () =>
    withInstance({}, async (instance) => {
      const [, duckdbSql = '', , , filesSql = ''] = await blocksOf('Merging downstream', 'sql');
      const row = { id: 1, updated_at: '2026-01-01T00:00:00Z', _fluxx_deleted_at: null };
      await mkdir(join(instance.folder, 'output'));
      await instance.write('output/organization-20260101T000000.jsonl', { ...row, name: 'old' });
      await instance.write('output/organization-20260102T000000.jsonl', { ...row, name: 'new', since: 1 });
      const sql = `${filesSql.replace('output/', `${instance.folder}/output/`)} ${duckdbSql}`;
      expect(await askDuckDb(instance, sql, 'select name, since from organization_now')).toEqual([['new', 1]]);
    }));
});

/** The rows that DuckDB answers a question with, behind some statements. */
async function askDuckDb({ write }: Instance, statements: string, question: string): Promise<unknown> {
  const program = `import duckdb, json, sys
connection = duckdb.connect()
connection.execute(sys.argv[1])
print(json.dumps(connection.execute(sys.argv[2]).fetchall()))`;
  const path = await write('ask.py', program);
  const args = [statements, question];
  return JSON.parse(await runScript({ path, interpreter: 'PYTHON_TARGET_DUCKDB', args }));
}
