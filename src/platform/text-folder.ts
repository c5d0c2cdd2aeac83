import { isUtf8 } from 'node:buffer';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { unreadable } from './json-file.ts';
import { codeOf } from './system-code.ts';

/** A file of a folder: its text, or why it has none. */
export type FolderFile = { readonly name: string } & OneFile;

type OneFile = { readonly modifiedMs: number } & ({ readonly text: string } | { readonly problem: string });

/** Which files of a folder are read. */
export interface FolderRules {
  readonly accepts: (name: string) => boolean;
  readonly mostBytes: number;
}

/**
 * Reads the files of a folder that the user named, sorted by name, one at a time. Folders in it are passed over. A file that
 * cannot be read is told of as such; it does not keep the others from being read.
 * @param what what the folder is, as the user knows it
 * @throws ConnectorError FILE_UNREADABLE for the folder itself
 */
export async function* readTextFolder(path: string, what: string, rules: FolderRules): AsyncGenerator<FolderFile> {
  const names = await readdir(path).catch((error: unknown) => {
    const code = codeOf(error);
    const reason = code === 'ENOENT' ? 'there is no such folder' : code === 'ENOTDIR' ? 'it is no folder' : code;
    throw unreadable(path, what, reason);
  });
  for (const name of names.filter(rules.accepts).sort()) {
    const file = await readOne(join(path, name), rules.mostBytes).catch((error: unknown) => ({
      modifiedMs: 0,
      problem: `it cannot be read: ${codeOf(error)}`,
    }));
    if (file !== undefined) yield { name, ...file };
  }
}

async function readOne(path: string, mostBytes: number): Promise<OneFile | undefined> {
  const stats = await stat(path);
  const modifiedMs = stats.mtimeMs;
  if (stats.isDirectory()) return undefined;
  // A pipe would be waited for without end.
  if (!stats.isFile()) return { modifiedMs, problem: 'it is no file' };
  if (stats.size > mostBytes) return { modifiedMs, problem: `it is larger than ${mostBytes / 1_000_000} MB` };
  return { modifiedMs, text: decodeText(await readFile(path)) };
}

/** Browsers save pages in the encoding that they like: UTF-16 has a mark, and what is no UTF-8 is taken for Latin-1. */
function decodeText(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'windows-1252').decode(bytes);
}
