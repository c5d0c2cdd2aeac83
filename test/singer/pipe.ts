import { dirname, join } from 'node:path';
import { pythonIn } from '../support/run-script.ts';
import { type FinishedProcess, type RunOptions, runProcess, tapPath } from '../support/run-tap.ts';

/** A target that messages are piped into. */
export interface PipeEnd {
  /** The variable that names the interpreter of its environment. */
  readonly interpreter: string;
  /** Its command. */
  readonly command: string;
  /** The path of its configuration. */
  readonly config: string;
}

/** The path of a command that is installed beside an interpreter. */
export function commandBeside(interpreter: string, command: string): string {
  return join(dirname(pythonIn(interpreter)), command);
}

/** As people type it: the tap, with these arguments, piped into a target. Its stdout is that of the target. */
export function pipe(
  args: readonly string[],
  { interpreter, command, config }: PipeEnd,
  options: RunOptions = {},
): Promise<FinishedProcess> {
  const line = 'set -o pipefail; "${@:3}" | "$1" --config "$2"';
  const target = commandBeside(interpreter, command);
  return runProcess('bash', ['-c', line, 'bash', target, config, process.execPath, tapPath, ...args], {
    timeLimitMs: 120_000,
    ...options,
  });
}
