import { setMaxListeners } from 'node:events';
import type { Writable } from 'node:stream';
import type { Command } from './cli/command.ts';
import { dispatch, speaksAirbyte } from './cli/dispatch.ts';
import { parseArguments } from './cli/parse-arguments.ts';
import { createProgress, type Progress, type Terminal } from './cli/progress.ts';
import { createProgressReport } from './cli/report-progress.ts';
import { logLevels, stderrLine, thresholdFrom } from './cli/stderr-log.ts';
import type { ExitCode, Spec, Surroundings } from './cli/surroundings.ts';
import { type ConnectorError, inWords, toConnectorError } from './core/connector-error.ts';
import type { Log } from './core/logger.ts';
import { toPrintable } from './core/printable.ts';
import { cleanError } from './core/secrets/clean-error.ts';
import { createRedactor, type Redactor } from './core/secrets/redact.ts';
import { createSource } from './create-source.ts';
import { createOutput, type Output } from './platform/output.ts';
import { readPackageJson } from './platform/package-files.ts';
import { errorLine, logLine } from './protocols/airbyte/messages.ts';

/** The process, as far as the program touches it. */
export interface Io {
  /** @throws ConnectorError FILE_UNREADABLE */
  readonly openStdin: () => NodeJS.ReadableStream;
  readonly stdout: Writable;
  readonly stderr: NodeJS.WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
  /** Has `listener` told of what nobody caught. Left alone, Node would print it with all that hangs on it. */
  readonly onCrash: (listener: (error: unknown) => void) => void;
}

/** Runs one call of the program to its end and says how it ended. Never ends the process itself: output would be cut off. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  const stdout = createOutput(io.stdout);
  const stderr = createOutput(io.stderr);
  const exitCode = await answer(argv, io, { stdout, stderr });
  await Promise.all([stdout.flush(), stderr.flush()]);
  const failure = stdout.failure();
  if (failure === undefined) return exitCode;
  // Under Airbyte as well: where its messages go is what failed.
  await stderr.write(stderrLine('fatal', `${failure.code}: ${failure.message}`, Date.now()));
  await stderr.flush();
  return 1;
}

/** The outputs of the process. */
interface Outputs {
  readonly stdout: Output;
  readonly stderr: Output;
}

async function answer(argv: readonly string[], io: Io, { stdout, stderr }: Outputs): Promise<ExitCode> {
  const version = packageVersion();
  const parsed = parseArguments(argv, version);
  if ('text' in parsed) {
    await (parsed.exitCode === 0 ? stdout : stderr).write(parsed.text);
    return parsed.exitCode;
  }
  const { command, verbosity } = parsed;
  const redactor = createRedactor();
  const progress =
    command.kind === 'read' && io.stderr.isTTY ? createProgress(toTerminal(io.stderr), Date.now) : undefined;
  const threshold = logLevels.indexOf(thresholdFrom(io.environment, verbosity));
  const print = createLog(command, { stdout, stderr, progress, redactor });
  const log: Log = (level, message) => (logLevels.indexOf(level) >= threshold ? print(level, message) : undefined);
  const ended = new AbortController();
  const signal = AbortSignal.any([io.signal, ended.signal]);
  // Every call in flight and every pause listens to it; Node would take more than ten for a leak and say so on stderr.
  setMaxListeners(0, signal);
  // Nobody reads on: what would be waited for, or asked of the server, is in vain.
  stdout.onClose(() => ended.abort(new Error('the reader of stdout has gone')));
  const tell = (error: unknown) => report(toConnectorError(error), command, { stdout, log, redactor });
  const surroundings = surround({ ...io, signal }, { stdout, log, tell, redactor, progress, version });
  try {
    return await Promise.race([dispatch(command, surroundings), crashOf(io)]);
  } catch (error) {
    if (!signal.aborted) await tell(error);
    return 1;
  } finally {
    // Calls that are still on their way when a run fails, or its reader has gone, would keep the process alive.
    ended.abort(new Error('the run has ended'));
    progress?.end();
  }
}

/** Never resolves: rejected with what nobody caught. What is still running then ends with the signal of the run. */
function crashOf({ onCrash }: Io): Promise<never> {
  return new Promise((_resolve, reject) => onCrash(reject));
}

function surround(
  io: Io,
  made: Pick<Surroundings, 'stdout' | 'log' | 'tell' | 'version' | 'redactor'> & { progress: Progress | undefined },
): Surroundings {
  const { stdout, log, tell, redactor, progress, version } = made;
  return {
    openStdin: io.openStdin,
    stdout,
    environment: io.environment,
    log,
    tell,
    redactor,
    signal: io.signal,
    now: Date.now,
    version,
    spec: readPackageJson('spec.json') as Spec,
    createSource: (config, limits) =>
      createSource(config, limits, { log, redactor, environment: io.environment, signal: io.signal }),
    progress: progress ? (event) => progress.hear(event) : createProgressReport(log, Date.now),
  };
}

/** Airbyte reads logs from stdout and drops stderr; a Singer target would choke on them, so there they go to stderr. */
function createLog(
  command: Command,
  {
    stdout,
    stderr,
    progress,
    redactor,
  }: { stdout: Output; stderr: Output; progress: Progress | undefined; redactor: Redactor },
): Log {
  const toStdout = speaksAirbyte(command);
  return (level, message) => {
    const clean = toPrintable(redactor.redact(message));
    progress?.clear();
    void (toStdout ? stdout.write(logLine(level, clean)) : stderr.write(stderrLine(level, clean, Date.now())));
  };
}

async function report(
  error: ConnectorError,
  command: Command,
  { stdout, log, redactor }: { stdout: Output; log: Log; redactor: Redactor },
): Promise<void> {
  if (!speaksAirbyte(command)) return log('fatal', inWords(error));
  // What nobody expected stands in the log as well, where whoever mends it looks first.
  if (error.code === 'INTERNAL') log('fatal', error.message);
  await stdout.write(errorLine(cleanError(error, redactor.redact), Date.now()));
}

function packageVersion(): string {
  const { version } = readPackageJson('package.json') as { readonly version: string };
  return version;
}

function toTerminal(stream: NodeJS.WriteStream): Terminal {
  return {
    write: (text) => void stream.write(text),
    get columns() {
      return stream.columns || 80; // a terminal without a size says 0
    },
    get rows() {
      return stream.rows || 24;
    },
  };
}
