import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../simulator/project-root.ts';

/** A script that is run. */
export interface Script {
  /** Its path. */
  readonly path: string;
  readonly args?: readonly string[];
  readonly stdin?: string;
  /** The folder that it is run in. Default: that of this process. */
  readonly cwd?: string;
}

/** The path of a script of this folder. */
export function ownScript(name: 'judge_messages.py' | 'read_with_pyairbyte.py' | 'print_tables.py'): string {
  return join(projectRoot(), 'test', 'airbyte', name);
}

/**
 * Runs a script with the interpreter that `tools/with-python.mjs` made, and returns its stdout. Nothing of it
 * looks anything up in the network.
 * @throws Error with all that it said when it fails
 */
export async function runScript({ path, args = [], stdin = '', cwd }: Script): Promise<string> {
  const python = process.env['PYTHON'];
  if (python === undefined) throw new Error('There is no PYTHON: run `npm run test:airbyte`.');
  const child = spawn(python, [path, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LANG: 'C.UTF-8',
      AIRBYTE_OFFLINE_MODE: '1',
      DO_NOT_TRACK: '1',
    },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.end(stdin);
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (exitCode !== 0) throw new Error(`${path} ends with ${String(exitCode)}:\n${stdout}\n${stderr}`);
  return stdout;
}
