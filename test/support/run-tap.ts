import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../simulator/project-root.ts';
import { findSecret } from './planted-secrets.ts';

/** The executable as it is shipped. */
export const tapPath = join(projectRoot(), 'dist', 'bin.js');

/** How a process is run. */
export interface RunOptions {
  /** The whole environment besides `PATH` and the language. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Default 20,000. */
  readonly timeLimitMs?: number;
  /** Called at the start, so that something else may signal the process later. */
  readonly onStart?: (process: RunningProcess) => void;
  /** Called whenever stdout has grown. */
  readonly onOutput?: (process: RunningProcess) => void;
}

/** A process that has not ended yet. */
export interface RunningProcess {
  readonly stdout: string;
  readonly pid: number | undefined;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Reads nothing more from its stdout until it has ended. */
  readonly stall: () => void;
}

/** What a process said and how it ended. */
export interface FinishedProcess {
  readonly stdout: string;
  /** The lines of stdout. A last one that is not ended by a newline is among them. */
  readonly lines: readonly string[];
  readonly stderr: string;
  /** `null` where a signal ended the process. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * Runs the tap. Whatever the test is about, neither a secret nor a stack trace may be printed.
 * @throws Error when one is, or when the time is up
 */
export function runTap(args: readonly string[], options: RunOptions = {}): Promise<FinishedProcess> {
  if (!existsSync(tapPath)) throw new Error('There is no dist/bin.js: run `npm run build` first.');
  return runProcess(process.execPath, [tapPath, ...args], options);
}

/** Runs any program, under the same two rules. */
export async function runProcess(
  file: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<FinishedProcess> {
  const child = spawn(file, args, {
    env: { PATH: process.env['PATH'], LANG: 'C.UTF-8', ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const said = collect(child, options);
  const ending = await waitForEnd(child, options.timeLimitMs ?? 20_000);
  const { stdout, stderr } = said();
  if (ending === 'too late') throw new Error(`Still running after its time:\n${describe({ stdout, stderr })}`);
  const run: FinishedProcess = { stdout, stderr, lines: toLines(stdout), ...ending };
  checkDiscretion(run);
  return run;
}

interface Ending {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

function collect(child: ChildProcess, options: RunOptions): () => { readonly stdout: string; readonly stderr: string } {
  let stdout = '';
  let stderr = '';
  const running: RunningProcess = {
    get stdout() {
      return stdout;
    },
    pid: child.pid,
    kill: (signal) => void child.kill(signal),
    // What an ended process has left in the pipe is read all the same.
    stall: () => (hasEnded(child) ? undefined : void child.stdout?.pause()),
  };
  options.onStart?.(running);
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    options.onOutput?.(running);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.once('exit', () => child.stdout?.resume());
  // A program that has ended, or never reads, closes its stdin: no concern of the test.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.stdin ?? '');
  return () => ({ stdout, stderr });
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

function waitForEnd(child: ChildProcess, timeLimitMs: number): Promise<Ending | 'too late'> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve('too late');
    }, timeLimitMs);
    child.once('error', reject);
    child.once('close', (exitCode, signal) => {
      clearTimeout(timer);
      resolve({ exitCode, signal });
    });
  });
}

function toLines(stdout: string): readonly string[] {
  return (stdout.endsWith('\n') ? stdout.slice(0, -1) : stdout).split('\n').filter((line, at) => line !== '' || at > 0);
}

function describe({ stdout, stderr }: { readonly stdout: string; readonly stderr: string }): string {
  return `stdout: ${stdout.slice(-2000)}\nstderr: ${stderr.slice(-2000)}`;
}

function checkDiscretion(run: FinishedProcess): void {
  for (const text of [run.stdout, run.stderr]) {
    const secret = findSecret(text);
    if (secret !== undefined) throw new Error(`The tap has printed ${secret}:\n${describe(run)}`);
    if (/^\(node:[0-9]+\) /m.test(text)) throw new Error(`Node has warned of the tap:\n${describe(run)}`);
    if (/(?:\n|\\n)\s+at .+:\d+:\d+/.test(text))
      throw new Error(`The tap has printed a stack trace:\n${describe(run)}`);
  }
}
