import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkWritable, replaceFile } from '../../src/platform/replace-file.ts';
import { withWorkspace } from '../support/with-workspace.ts';

const advice = 'Do something else.';

async function modeOf(path: string): Promise<number> {
  return (await stat(path)).mode & 0o777;
}

describe('A file that is replaced', () => {
  it.each([0o600, 0o640, 0o666])('keeps its mode, %o', (mode) =>
    withWorkspace(async ({ folder }) => {
      const path = join(folder, 'page.html');
      await writeFile(path, 'old');
      await chmod(path, mode);
      await replaceFile({ path, advice }, 'new');
      expect([await readFile(path, 'utf8'), await modeOf(path)]).toEqual(['new', mode]);
      expect(await readdir(folder)).toEqual(['page.html']);
    }),
  );

  it('has the usual mode where there was none', () =>
    withWorkspace(async ({ folder }) => {
      const [path, usual] = [join(folder, 'page.html'), join(folder, 'usual')];
      await replaceFile({ path, advice }, 'new');
      await writeFile(usual, '');
      expect([await readFile(path, 'utf8'), await modeOf(path)]).toEqual(['new', await modeOf(usual)]);
    }));

  it.each([
    ['that leads to a file', 'there.html', 'old'],
    ['that leads to nothing yet', 'there.html', undefined],
    ['in steps, to nothing yet', 'step', undefined],
  ])('is behind a link %s, which stays', (_what, target, old) =>
    withWorkspace(async ({ folder }) => {
      const inner = join(folder, 'inner');
      await mkdir(inner);
      await symlink('there.html', join(inner, 'step'));
      if (old !== undefined) await writeFile(join(inner, target), old);
      await symlink(inner, join(folder, 'by-link'));
      await symlink(target, join(inner, 'link'));
      const path = join(folder, 'by-link', 'link');
      await checkWritable({ path, advice });
      await replaceFile({ path, advice }, 'new');
      expect((await lstat(path)).isSymbolicLink()).toBe(true);
      expect(await readlink(path)).toBe(target);
      expect(await readFile(join(inner, 'there.html'), 'utf8')).toBe('new');
    }),
  );

  it('is told of with the advice where it cannot be written, and leaves no draft', () =>
    withWorkspace(async ({ folder }) => {
      const path = join(folder, 'none', 'page.html');
      const message = `Cannot write ${path}: there is no such folder (ENOENT). ${advice}`;
      await expect(checkWritable({ path, advice })).rejects.toMatchObject({ code: 'OUTPUT_FAILED', message });
      await expect(replaceFile({ path, advice }, 'new')).rejects.toMatchObject({ code: 'OUTPUT_FAILED', message });
      expect(await readdir(folder)).toEqual([]);
    }));
});
