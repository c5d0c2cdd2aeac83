import { link, lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { pageBeginning } from '../../src/dictionary/render-dictionary.ts';
import { addCustomField, addDynamicModel } from '../simulator/dynamic-model.ts';
import type { Store } from '../simulator/store.ts';
import { runProcess, runTap, tapPath } from '../support/run-tap.ts';
import { withInstance } from '../support/with-instance.ts';

const settings = { streams: ['mac_model_type_dyn_site_visit', 'grant_request', 'exempt_organization'] };

function addOwn(store: Store): void {
  addDynamicModel(store, { modelType: 'MacModelTypeDynSiteVisit', name: 'Site <Visits>' });
  const visit = { model: 'mac_model_type_dyn_site_visit' };
  addCustomField(store, { ...visit, name: 'visited_on', label: 'Visited on', attributeType: 'date' });
  addCustomField(store, { ...visit, name: 'grant', label: 'Grant', attributeType: 'relation', to: 'grant_request' });
}

function rowOf(page: string, field: string): string | undefined {
  return page.split('\n').find((row) => row.startsWith(`<tr><th scope="row">${field}<td`));
}

describe('A data dictionary', () => {
  it.concurrent('shows the models and fields of the instance, with those that its people added', () =>
    withInstance({ settings }, async ({ simulator, config, folder }) => {
      addOwn(simulator.store);
      const output = join(folder, 'dictionary.html');
      const run = await runTap(['dictionary', '--config', config, '--output', output]);
      const page = await readFile(output, 'utf8');

      expect([run.exitCode, run.stdout]).toEqual([0, '']);
      const count = page.match(/<th scope="row">/g)?.length.toLocaleString('en');
      expect(run.stderr).toContain(`3 models, ${count} fields written to ${output}`);
      expect(page).toContain(`Data dictionary of ${new URL(simulator.url).host}`);
      expect(page).toContain('<bdi>Site &lt;Visits&gt;</bdi>');
      expect(rowOf(page, 'visited_on')).toContain(
        '<td>Visited on <small>Custom field of type date</small><td>date<td>',
      );
      expect(rowOf(page, 'grant')).toContain('<a href="#grant_request">');
      expect(rowOf(page, 'grant')).toContain('>custom</b>');
      expect(page).toContain('>full refresh</b>');
      expect(page).not.toContain('_fluxx_deleted_at');
    }));

  it.concurrent('goes to stdout for `-`, with the mark of deleted rows where they are looked for', () =>
    withInstance({ settings: { streams: ['program'], detect_deletions: true } }, async ({ config }) => {
      const run = await runTap(['dictionary', '-c', config, '-o', '-']);
      expect(run.exitCode).toBe(0);
      expect(run.stdout).toMatch(/^<!DOCTYPE html>\n[^]*<\/html>\n$/);
      expect(rowOf(run.stdout, '_fluxx_deleted_at')).toContain('>filled in</b>');
      expect(run.stderr).toMatch(/1 model, \d+ fields written to stdout\n$/);
    }));

  it.concurrent('takes the place of an older one, keeps the link that leads there, and leaves nothing else behind', () =>
    withInstance({ settings: { streams: ['program'] } }, async ({ config, folder, write }) => {
      const old = await write('old.html', pageBeginning);
      const link = join(folder, 'link.html');
      await symlink(old, link);
      const run = await runTap(['dictionary', '-c', config, '-o', link]);
      expect(run.exitCode).toBe(0);
      expect(await readFile(old, 'utf8')).toContain('</html>');
      expect((await lstat(link)).isSymbolicLink()).toBe(true);
      expect((await readdir(folder)).sort()).toEqual(['config.json', 'link.html', 'old.html']);
    }));

  it.concurrent('that cannot be made leaves the older one as it was, and speaks to people', () =>
    withInstance({ settings: { streams: ['no_such_model'] } }, async ({ config, write }) => {
      const old = await write('old.html', `${pageBeginning}old`);
      const run = await runTap(['dictionary', '-c', config, '-o', old]);
      expect([run.exitCode, run.stdout]).toEqual([1, '']);
      expect(run.stderr).toContain('CONFIG_INVALID: ');
      expect(await readFile(old, 'utf8')).toBe(`${pageBeginning}old`);
    }));

  it.concurrent('that has nowhere to go is told of before the instance is asked', () =>
    withInstance({ settings: { streams: ['program'] } }, async ({ simulator, config, folder }) => {
      await writeFile(join(folder, 'file'), '');
      const places: readonly (readonly [path: string, reason: string])[] = [
        [join(folder, 'none', 'page.html'), 'there is no such folder (ENOENT)'],
        [join(folder, 'file', 'page.html'), 'a file stands where a folder is named (ENOTDIR)'],
        [folder, 'it is a folder (EISDIR)'],
      ];
      for (const [path, reason] of places) {
        const run = await runTap(['dictionary', '-c', config, '-o', path]);
        expect([run.exitCode, run.stdout]).toEqual([1, '']);
        expect(run.stderr).toContain(`OUTPUT_FAILED: Cannot write ${path}: ${reason}. Name another --output.`);
      }
      expect(simulator.requests).toEqual([]);
    }));

  it.concurrent('takes the place of nothing else, least of all of the configuration', () =>
    withInstance({ settings: { streams: ['program'] } }, async ({ simulator, config, folder, write }) => {
      const other = await write('report.html', '<!DOCTYPE html><title>Ours</title>');
      const [soft, hard] = [join(folder, 'soft.html'), join(folder, 'hard.html')];
      await symlink(config, soft);
      await link(config, hard);
      const places: readonly (readonly [path: string, reason: string])[] = [
        [config, 'it is a file that --config names. Name another --output.'],
        [soft, 'it is a file that --config names. Name another --output.'],
        [hard, 'it is a file that --config names. Name another --output.'],
        [other, 'it is there, and is no dictionary of tap-fluxx. Delete it, or name another --output.'],
      ];
      for (const [path, reason] of places) {
        const before = await readFile(path, 'utf8');
        const run = await runTap(['dictionary', '-c', config, '-o', path]);
        expect([run.exitCode, run.stdout]).toEqual([1, '']);
        expect(run.stderr).toContain(`OUTPUT_FAILED: Cannot write ${path}: ${reason}`);
        expect(await readFile(path, 'utf8')).toBe(before);
      }
      expect(simulator.requests).toEqual([]);

      const ours = join(folder, 'ours.html');
      for (let round = 0; round < 2; round++)
        expect((await runTap(['dictionary', '-c', config, '-o', ours])).exitCode).toBe(0);
    }));

  it.concurrent('says that it is written only where all of it is', () =>
    withInstance({ settings: { streams: ['program'] } }, async ({ config }) => {
      const call = `exec "${process.execPath}" "${tapPath}" dictionary -c "${config}" -o - > /dev/full`;
      const run = await runProcess('sh', ['-c', call]);
      expect(run.exitCode).toBe(1);
      expect(run.stderr).toContain('OUTPUT_FAILED: Cannot write to stdout: no space is left (ENOSPC).');
      expect(run.stderr).not.toContain('written');
    }));

  it.concurrent('can be written to what cannot be replaced', () =>
    withInstance({ settings: { streams: ['program'] } }, async ({ config }) => {
      const run = await runTap(['dictionary', '-c', config, '-o', '/dev/null']);
      expect(run.exitCode).toBe(0);
      expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);

      const full = await runTap(['dictionary', '-c', config, '-o', '/dev/full']);
      expect(full.exitCode).toBe(1);
      expect(full.stderr).toContain('OUTPUT_FAILED: Cannot write /dev/full: no space is left (ENOSPC).');
    }));
});
