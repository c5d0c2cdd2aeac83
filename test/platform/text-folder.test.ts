import { mkdir, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type FolderFile, readTextFolder } from '../../src/platform/text-folder.ts';
import { withWorkspace } from '../support/with-workspace.ts';

const rules = { accepts: (name: string): boolean => name.endsWith('.txt'), mostBytes: 1_000_000 };

async function readAll(folder: string): Promise<readonly FolderFile[]> {
  const files: FolderFile[] = [];
  for await (const file of readTextFolder(folder, 'notes', rules)) files.push(file);
  return files;
}

const textsOf = (files: readonly FolderFile[]): readonly unknown[] =>
  files.map((file) => [file.name, 'text' in file ? file.text : file.problem]);

describe('The files of a folder', () => {
  it('are those that are wanted, by name, with when they were changed; folders are passed over', () =>
    withWorkspace(async ({ folder, write }) => {
      await mkdir(join(folder, 'folder.txt'));
      const path = await write('b.txt', 'B');
      await utimes(path, 1000, 2000);
      await write('a.txt', 'A');
      await write('c.md', 'C');
      const files = await readAll(folder);
      expect(textsOf(files)).toEqual([
        ['a.txt', 'A'],
        ['b.txt', 'B'],
      ]);
      expect(files[1]?.modifiedMs).toBe(2_000_000);
    }));

  it('are text in whatever encoding a browser has chosen', () =>
    withWorkspace(async ({ folder }) => {
      const wide = Buffer.from('\uFEFFÄpfel', 'utf16le');
      await writeFile(join(folder, '1.txt'), '\uFEFFÄpfel');
      await writeFile(join(folder, '2.txt'), wide);
      await writeFile(join(folder, '3.txt'), Buffer.from(wide).swap16());
      await writeFile(join(folder, '4.txt'), Buffer.from('Äpfel', 'latin1'));
      expect((await readAll(folder)).map((file) => 'text' in file && file.text)).toEqual(
        Array.from({ length: 4 }, () => 'Äpfel'),
      );
    }));

  it('say why they have no text', () =>
    withWorkspace(async ({ folder, write }) => {
      await truncate(await write('large.txt', ''), 1_000_001);
      await symlink(join(folder, 'nowhere'), join(folder, 'link.txt'));
      await symlink('/dev/null', join(folder, 'null.txt'));
      expect(textsOf(await readAll(folder))).toEqual([
        ['large.txt', 'it is larger than 1 MB'],
        ['link.txt', 'it cannot be read: ENOENT'],
        ['null.txt', 'it is no file'],
      ]);
    }));

  it('cannot be read where there is no folder', () =>
    withWorkspace(async ({ folder, write }) => {
      const file = await write('a.txt', 'A');
      await expect(readAll(join(folder, 'none'))).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
        message: expect.stringContaining('none: there is no such folder.'),
      });
      await expect(readAll(file)).rejects.toMatchObject({ message: expect.stringContaining('it is no folder.') });
    }));
});
