import { constants } from 'node:fs';
import { access, open, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConnectorError } from '../core/connector-error.ts';
import { explainWriteFailure } from './write-failure.ts';

/**
 * Fails now if the file could not be written later: what is to go into it may take minutes to make.
 * @throws ConnectorError OUTPUT_FAILED
 */
export async function checkWritable(path: string): Promise<void> {
  await toldOf(path, async () => {
    const kind = await kindOf(path);
    if (kind === 'folder') throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    await access(kind === 'device' ? path : dirname(await resolveLink(path)), constants.W_OK);
  });
}

/**
 * Puts the text in the place of the file, all of it or nothing: whoever opens the file meanwhile finds the old one, and a
 * failure leaves that. A device or a pipe cannot be replaced and is written to.
 * @throws ConnectorError OUTPUT_FAILED
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await toldOf(path, async () => {
    if ((await kindOf(path)) === 'device') return writeFile(path, text);
    const target = await resolveLink(path);
    const draft = `${target}.${process.pid}.tmp`;
    try {
      await writeThrough(draft, text);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  });
}

/** Waits for the disk: a name that points to what was never stored would be worse than the old file. */
async function writeThrough(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'device'> {
  const found = await stat(path).catch(nothingThere);
  if (found === undefined || found.isFile()) return 'file';
  return found.isDirectory() ? 'folder' : 'device';
}

/** What a link leads to: the link itself is to stay. */
async function resolveLink(path: string): Promise<string> {
  return (await realpath(path).catch(nothingThere)) ?? path;
}

function nothingThere(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

async function toldOf(path: string, writing: () => Promise<void>): Promise<void> {
  try {
    await writing();
  } catch (error) {
    const reason = explainWriteFailure(codeOf(error));
    throw new ConnectorError('config', 'OUTPUT_FAILED', `Cannot write ${path}: ${reason}. Name another --output.`);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
