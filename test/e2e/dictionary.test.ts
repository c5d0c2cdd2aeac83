import { lstat, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { addCustomField, addDynamicModel } from '../simulator/dynamic-model.ts';
import type { Store } from '../simulator/store.ts';
import { runTap } from '../support/run-tap.ts';
import { withInstance } from '../support/with-instance.ts';

const settings = { streams: ['mac_model_type_dyn_site_visit', 'grant_request', 'exempt_organization'] };

function addOwn(store: Store): void {
  addDynamicModel(store, { modelType: 'MacModelTypeDynSiteVisit', name: 'Site <Visits>' });
  const visit = { model: 'mac_model_type_dyn_site_visit' };
  addCustomField(store, { ...visit, name: 'visited_on', label: 'Visited on', attributeType: 'date' });
  addCustomField(store, { ...visit, name: 'grant', label: 'Grant', attributeType: 'relation', to: 'grant_request' });
}

function rowOf(page: string, field: string): string | undefined {
  return page.split('<tr>').find((row) => row.startsWith(`<th scope="row"><code>${field}</code>`));
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
      expect(rowOf(page, 'grant')).toContain('>custom</span>');
      expect(page).toContain('>full refresh</span>');
      expect(page).not.toContain('_fluxx_deleted_at');
    }));

  it.concurrent('goes to stdout for `-`, with the mark of deleted rows where they are looked for', () =>
    withInstance({ settings: { streams: ['program'], detect_deletions: true } }, async ({ config }) => {
      const run = await runTap(['dictionary', '-c', config, '-o', '-']);
      expect(run.exitCode).toBe(0);
      expect(run.stdout).toMatch(/^<!DOCTYPE html>\n[^]*<\/html>\n$/);
      expect(rowOf(run.stdout, '_fluxx_deleted_at')).toContain('>filled in</span>');
      expect(run.stderr).toMatch(/1 model, \d+ fields written to stdout\n$/);
    }));

  it.concurrent('takes the place of an older one, keeps the link that leads there, and leaves nothing else behind', () =>
    withInstance({ settings: { streams: ['program'] } }, async ({ config, folder, write }) => {
      const old = await write('old.html', 'old');
      const link = join(folder, 'link.html');
      await symlink(old, link);
      const run = await runTap(['dictionary', '-c', config, '-o', link]);
      expect(run.exitCode).toBe(0);
      expect(await readFile(old, 'utf8')).toContain('<!DOCTYPE html>');
      expect((await lstat(link)).isSymbolicLink()).toBe(true);
      expect((await readdir(folder)).sort()).toEqual(['config.json', 'link.html', 'old.html']);
    }));

  it.concurrent('that cannot be made leaves the older one as it was, and speaks to people', () =>
    withInstance({ settings: { streams: ['no_such_model'] } }, async ({ config, write }) => {
      const old = await write('old.html', 'old');
      const run = await runTap(['dictionary', '-c', config, '-o', old]);
      expect([run.exitCode, run.stdout]).toEqual([1, '']);
      expect(run.stderr).toContain('CONFIG_INVALID: ');
      expect(await readFile(old, 'utf8')).toBe('old');
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
