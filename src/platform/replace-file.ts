import { constants } from 'node:fs';
import { access, open, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ConnectorError } from '../core/connector-error.ts';
import { codeOf } from './system-code.ts';
import { explainWriteFailure } from './write-failure.ts';

/** A file that is to be written, and what to do where it cannot be. */
export interface Destination {
  readonly path: string;
  /** A whole sentence for whoever named the path. */
  readonly advice: string;
}

/**
 * Fails now if the file could not be written later: what is to go into it may take minutes to make.
 * @throws ConnectorError OUTPUT_FAILED
 */
export async function checkWritable(destination: Destination): Promise<void> {
  await toldOf(destination, async () => {
    const { path } = destination;
    const kind = await kindOf(path);
    if (kind === 'folder') throw Object.assign(new Error('a folder'), { code: 'EISDIR' });
    await access(kind === 'device' ? path : dirname(await resolveLink(path)), constants.W_OK);
  });
}

/**
 * Puts the text in the place of the file, all of it or nothing: whoever opens the file meanwhile finds the old one, and a
 * failure leaves that. The new file may be read by whom the old one permitted. A device or a pipe cannot be replaced and
 * is written to.
 * @throws ConnectorError OUTPUT_FAILED
 */
export async function replaceFile(destination: Destination, text: string): Promise<void> {
  await toldOf(destination, async () => {
    const { path } = destination;
    if ((await kindOf(path)) === 'device') return writeFile(path, text);
    const target = await resolveLink(path);
    const draft = `${target}.${process.pid}.tmp`;
    try {
      await writeThrough(draft, text, (await stat(target).catch(nothingThere))?.mode);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  });
}

/** Waits for the disk: a name that points to what was never stored would be worse than the old file. */
async function writeThrough(path: string, text: string, mode: number | undefined): Promise<void> {
  const file = await open(path, 'w', mode);
  try {
    if (mode !== undefined) await file.chmod(mode & 0o777); // what `open` was told is cut down by the umask
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

/** What a link leads to, be it there or not: the link itself is to stay. */
async function resolveLink(path: string): Promise<string> {
  const found = await realpath(path).catch(nothingThere);
  if (found !== undefined) return found;
  const next = await readlink(path).catch(nothingThere);
  return next === undefined ? path : resolveLink(resolve(await realpath(dirname(path)), next));
}

function nothingThere(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

async function toldOf({ path, advice }: Destination, writing: () => Promise<void>): Promise<void> {
  try {
    await writing();
  } catch (error) {
    const reason = explainWriteFailure(codeOf(error));
    throw new ConnectorError('config', 'OUTPUT_FAILED', `Cannot write ${path}: ${reason}. ${advice}`);
  }
}
