import { mkdir, truncate, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toProperty } from '../../src/catalog/known/property-names.ts';
import { at, messagesOf, recordsOf } from '../support/messages.ts';
import { type PageRow, referencePageText } from '../support/reference-page-text.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const id: PageRow = { name: 'id', dataType: 'integer' };
const updatedAt: PageRow = { name: 'updated_at', dataType: 'datetime' };
const program: readonly PageRow[] = [
  id,
  updatedAt,
  { name: 'budget_ceiling', dataType: 'decimal' },
  { name: 'Twin_Programs', dataType: 'Program', related: ['Program', 'program'], type: 'relation' },
];
const orchard: readonly PageRow[] = [id, updatedAt, { name: 'trees', dataType: 'integer' }];

/** An instance with fields and a model that no list knows, and the pages that do. */
function withPages(body: (instance: Instance, folder: string) => Promise<void>): Promise<void> {
  return withInstance({}, async (instance) => {
    const { store } = instance.simulator;
    store.define('program');
    store.addField('program', { name: 'budget_ceiling', type: 'number' });
    store.addField('program', { name: 'Twin_Programs', type: 'ids' });
    store.define('fruit_orchard', {
      className: 'FruitOrchard',
      engine: 'search',
      fields: [{ name: 'trees', type: 'integer' }],
    });
    store.insert('program', { id: 1, name: 'Apples', budget_ceiling: 12.5, Twin_Programs: [1] });
    store.insert('fruit_orchard', { id: 7, trees: 30 });
    await mkdir(join(instance.folder, 'pages'));
    await instance.write(
      'pages/program.html',
      referencePageText({ className: 'Program', path: 'program', rows: program }),
    );
    const text = referencePageText({ className: 'FruitOrchard', path: 'fruit_orchard', indexed: 'yes', rows: orchard });
    await instance.write('pages/Orchard.HTM', text);
    await body(instance, join(instance.folder, 'pages'));
  });
}

const wanted = ['program', 'fruit_orchard'];

/** The discovered catalog of either protocol with the two streams alone, every field selected. */
function narrow(run: FinishedProcess): unknown {
  const catalogs = messagesOf(run).map((message) => at(message, 'catalog') ?? message);
  const streams = catalogs.map((catalog) => at(catalog, 'streams')).find(Array.isArray);
  const ours = (streams as readonly unknown[]).filter((stream) =>
    wanted.includes(String(at(stream, 'name') ?? at(stream, 'stream'))),
  );
  return { streams: ours };
}

const discoveries = {
  airbyte: (config: string, folder: string) => ['discover', '--config', config, '--reference-pages', folder],
  singer: (config: string, folder: string) => ['--config', config, '--discover', '--reference-pages', folder],
} as const;
const reads = {
  airbyte: (config: string, catalog: string) => ['read', '--config', config, '--catalog', catalog],
  singer: (config: string, catalog: string) => ['--config', config, '--catalog', catalog],
} as const;

/** What `Twin_Programs` is emitted as: targets do not tell capitals apart. */
const twin = toProperty('Twin_Programs');

describe('A catalog that was discovered with reference pages', () => {
  it.concurrent.each(['airbyte', 'singer'] as const)(
    'of %s has the fields of the pages, and is read without them',
    (protocol) =>
      withPages(async (instance, folder) => {
        const { config } = instance;
        const discovered = await runTap(discoveries[protocol](config, folder));
        expect(discovered.exitCode).toBe(0);
        const catalog = narrow(discovered);
        const schema = protocol === 'airbyte' ? 'json_schema' : 'schema';
        const properties = (at(catalog, 'streams') as readonly unknown[]).map((stream) =>
          at(stream, schema, 'properties'),
        );
        expect(properties.map((own) => Object.keys(own ?? {}))).toEqual([
          ['id', 'trees', 'updated_at'],
          ['id', twin, 'budget_ceiling', 'updated_at'],
        ]);

        const path = await instance.write('catalog.json', catalog);
        const run = await runTap(reads[protocol](config, path));
        expect(run.exitCode).toBe(0);
        expect(`${run.stdout}${run.stderr}`).not.toMatch(/WARN/);
        expect(recordsOf(run, 'fruit_orchard')).toEqual([expect.objectContaining({ id: 7, trees: 30 })]);
        const [record] = recordsOf(run, 'program');
        expect(Object.keys(record ?? {}).toSorted()).toEqual(['budget_ceiling', 'id', twin, 'updated_at']);
        expect(record).toMatchObject({ budget_ceiling: 12.5, [twin]: [1] });
        const verdict = await runTap(['validate', '--catalog', path], { stdin: run.stdout });
        expect([verdict.exitCode, verdict.stderr]).toEqual([0, '']);
      }),
    60_000,
  );

  it.concurrent('still has its streams and fields where the setting `streams` lists them', () =>
    withPages(async (instance, folder) => {
      const catalog = narrow(await runTap(discoveries.airbyte(instance.config, folder)));
      const streams = ['fruit_orchard', 'program:budget_ceiling'];
      const config = await instance.write('narrow.json', { ...instance.settings, streams });
      const run = await runTap(reads.airbyte(config, await instance.write('catalog.json', catalog)));
      expect(run.exitCode).toBe(0);
      expect(recordsOf(run, 'fruit_orchard')).toHaveLength(1);
      expect(recordsOf(run, 'program')).toEqual([{ id: 1, updated_at: expect.any(String), budget_ceiling: 12.5 }]);
    }));
});

describe('A folder of reference pages', () => {
  it.concurrent('is read as far as it holds any, and the rest is named', () =>
    withPages(async (instance, folder) => {
      await mkdir(join(folder, 'user_files'));
      await instance.write('pages/user_files/frame.html', '<p>nothing</p>');
      await instance.write('pages/login.html', '<h2>Log in</h2>');
      await instance.write('pages/notes.txt', 'no page at all');
      const mail = `MIME-Version: 1.0\n\n${referencePageText({ className: 'Program', rows: [id, { name: 'spoiled=' }] })}`;
      await instance.write('pages/program.mhtml', mail);
      await truncate(await instance.write('pages/whole.html', ''), 50_000_001);
      const old = await instance.write(
        'pages/program-old.xhtml',
        referencePageText({ className: 'Program', rows: [id, { name: 'ancient' }] }),
      );
      await utimes(old, 1000, 1000);
      const run = await runTap(discoveries.singer(instance.config, folder));
      expect(run.exitCode).toBe(0);
      const warnings = run.stderr.split('\n').filter((line) => line.includes('WARNING'));
      expect(warnings.map((line) => line.split(' | ').at(-1))).toEqual([
        'login.html is passed over: it is no reference page of a model.',
        'notes.txt is passed over: it is no reference page of a model.',
        'program-old.xhtml is passed over: program.html is a later page of Program.',
        'program.mhtml is passed over: it is a web archive, save it as HTML.',
        'whole.html is passed over: it is larger than 50 MB.',
      ]);
      expect(run.stdout).not.toContain('ancient');
    }));

  it.concurrent('that holds none, or is not there, is told with what to do', () =>
    withInstance({}, async ({ config, folder, simulator }) => {
      const [none, missing, file] = await Promise.all([
        runTap(discoveries.singer(config, folder)),
        runTap(discoveries.airbyte(config, join(folder, 'pages'))),
        runTap(discoveries.singer(config, config)),
      ]);
      expect([none.exitCode, missing.exitCode, file.exitCode]).toEqual([1, 1, 1]);
      expect(none.stderr).toMatch(/REFERENCE_PAGES_MISSING.*Open https:.*logged in as an administrator/);
      expect(missing.stdout).toContain('there is no such folder');
      expect(missing.stdout).toContain('FILE_UNREADABLE');
      expect(file.stderr).toMatch(/FILE_UNREADABLE.*it is no folder/);
      expect(simulator.requests).toEqual([]);
    }));
});
