import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Io, run } from '../../src/main.ts';
import { projectRoot } from '../../test/simulator/project-root.ts';

/** How a call of the program ended, and what it printed. */
export interface Ending {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** What must never happen, where it did: a hang, a rejection. */
  readonly mishap: string | undefined;
}

/** Calls the whole program in this process. */
export type Program = (argv: readonly string[], environment: Io['environment']) => Promise<Ending>;

/** No call here takes a second, unless it waits for something that never comes. */
const timeLimitMs = 20_000;

/** Loads the program as it was built: it looks for its files above the folder `dist`. */
export async function loadProgram(): Promise<Program> {
  const main = (await import(pathToFileURL(join(projectRoot(), 'dist', 'main.js')).href)) as {
    readonly run: typeof run;
  };
  const stray: string[] = [];
  process.on('unhandledRejection', (reason) => stray.push(`unhandled rejection: ${describe(reason)}`));
  process.on('uncaughtException', (error) => stray.push(`uncaught exception: ${describe(error)}`));
  return async (argv, environment) => {
    const stopping = new AbortController();
    setMaxListeners(0, stopping.signal);
    const stdout = createSink();
    const stderr = createSink();
    const io: Io = {
      openStdin: () => Readable.from([]),
      stdout: stdout.stream,
      stderr: stderr.stream as NodeJS.WriteStream,
      environment,
      signal: stopping.signal,
      onCrash: () => {}, // it is ours to see
    };
    const ended = await Promise.race([outcomeOf(main.run(argv, io)), limit(stopping.signal)]);
    stopping.abort(new Error('the fuzz run goes on'));
    // A promise that nobody listens to is reported once the queue of this turn is empty.
    await turn();
    const [mishap] = [...('mishap' in ended ? [ended.mishap] : []), ...stray.splice(0)];
    return {
      exitCode: 'exitCode' in ended ? ended.exitCode : undefined,
      stdout: stdout.text(),
      stderr: stderr.text(),
      mishap,
    };
  };
}

type Outcome = { readonly exitCode: number } | { readonly mishap: string };

async function outcomeOf(running: Promise<number>): Promise<Outcome> {
  try {
    return { exitCode: await running };
  } catch (error) {
    return { mishap: `the program rejected: ${describe(error)}` };
  }
}

function limit(signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ mishap: `a hang: not ended after ${timeLimitMs} ms` }), timeLimitMs);
    signal.addEventListener('abort', () => clearTimeout(timer));
  });
}

function createSink(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}

function describe(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
