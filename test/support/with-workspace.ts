import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of one test. */
export interface Workspace {
  readonly folder: string;
  /** Writes a file and returns its path: text as it is, anything else as JSON. */
  readonly write: (name: string, content: unknown) => Promise<string>;
}

/** Runs a body with an empty folder and removes that, whatever happens. */
export async function withWorkspace<Result>(body: (workspace: Workspace) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tap-fluxx-'));
  const write = async (name: string, content: unknown): Promise<string> => {
    const path = join(folder, name);
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
    return path;
  };
  try {
    return await body({ folder, write });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
