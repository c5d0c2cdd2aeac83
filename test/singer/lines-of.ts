import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of a table, named by it and by the time. */
export async function filesOf(folder: string, table: string): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files.filter((file) => file.startsWith(`${table}-`) || file.startsWith(`${table}.`)).toSorted();
}

/** Their lines, in the order they were written. */
export async function linesOf(folder: string, table: string): Promise<readonly string[]> {
  const files = await filesOf(folder, table);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return texts.flatMap((text) => text.split('\n')).filter((line) => line !== '');
}
