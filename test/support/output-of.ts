import type { ChildProcessByStdio } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** A process whose outputs are pipes. */
export type PipedProcess = ChildProcessByStdio<Writable | null, Readable, Readable>;

/**
 * What a process prints. `event` is when it counts as ended: what it starts in the background may keep its outputs open, so
 * that they never close.
 * @throws Error with all that it said when it fails
 */
export async function outputOf(child: PipedProcess, event: 'close' | 'exit' = 'close'): Promise<string> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once(event, resolve);
  });
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  if (exitCode !== 0) {
    throw new Error(`${child.spawnargs.join(' ')} ends with ${String(exitCode)}:\n${stdout}\n${stderr}`);
  }
  return stdout;
}
