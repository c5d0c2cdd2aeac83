import { spawn } from 'node:child_process';
import { outputOf } from './output-of.ts';

/** A script that is run. */
export interface Script {
  /** Its path. */
  readonly path: string;
  /** The variable that names the interpreter. Default: `PYTHON`. */
  readonly interpreter?: string;
  readonly args?: readonly string[];
  readonly stdin?: string;
  /** The folder that it is run in. Default: that of this process. */
  readonly cwd?: string;
}

/**
 * Runs a script with the interpreter that `tools/with-python.mjs` made, and returns its stdout. Nothing of it
 * looks anything up in the network.
 * @throws Error with all that it said when it fails
 */
export async function runScript({ path, interpreter = 'PYTHON', args = [], stdin = '', cwd }: Script): Promise<string> {
  const child = spawn(pythonIn(interpreter), [path, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      LANG: 'C.UTF-8',
      AIRBYTE_OFFLINE_MODE: '1',
      DO_NOT_TRACK: '1',
    },
  });
  child.stdin.end(stdin);
  return outputOf(child);
}

/** The interpreter that a variable names. @throws Error where it names none */
export function pythonIn(variable: string): string {
  const python = process.env[variable];
  if (python === undefined)
    throw new Error(`There is no ${variable}: run \`npm run test:airbyte\` or \`npm run test:singer\`.`);
  return python;
}
