import { setMaxListeners } from 'node:events';
import type { Writable } from 'node:stream';
import type { Command } from './cli/command.ts';
import { dispatch, speaksAirbyte } from './cli/dispatch.ts';
import { createMetrics, type Metrics } from './cli/metrics.ts';
import { openLog, stderrLineFor } from './cli/open-log.ts';
import { parseArguments } from './cli/parse-arguments.ts';
import { createProgress, type Progress, type Terminal } from './cli/progress.ts';
import { createProgressReport } from './cli/report-progress.ts';
import { levelIn } from './cli/stderr-log.ts';
import type { ExitCode, Spec, Surroundings } from './cli/surroundings.ts';
import { type ConnectorError, inWords, toConnectorError } from './core/connector-error.ts';
import type { Log, LogLevel } from './core/logger.ts';
import { cleanError } from './core/secrets/clean-error.ts';
import { createRedactor, type Redactor } from './core/secrets/redact.ts';
import type { SyncEvent } from './core/sync-event.ts';
import { createSource } from './create-source.ts';
import { createOutput, type Output } from './platform/output.ts';
import { readPackageJson } from './platform/package-files.ts';
import { errorLine } from './protocols/airbyte/messages.ts';

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
  await stderr.write(stderrLineFor(io.environment)('fatal', `${failure.code}: ${failure.message}`));
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
  const { command, verbosity, notices } = parsed;
  const redactor = createRedactor();
  const progress =
    command.kind === 'read' && io.stderr.isTTY ? createProgress(toTerminal(io.stderr), Date.now) : undefined;
  const log = openLog(command, verbosity, { stdout, stderr, progress, redactor, environment: io.environment });
  for (const notice of notices) log('warn', notice);
  const ended = new AbortController();
  const signal = AbortSignal.any([io.signal, ended.signal]);
  // Every call in flight and every pause listens to it; Node would take more than ten for a leak and say so on stderr.
  setMaxListeners(0, signal);
  // Nobody reads on: what would be waited for, or asked of the server, is in vain.
  stdout.onClose(() => {
    ended.abort(new Error('the reader of stdout has gone'));
    // A failure to write is told at the end.
    if (command.kind === 'read' && stdout.failure() === undefined) log('error', readerGone);
  });
  const tell = (error: unknown) => report(toConnectorError(error), command, { stdout, log, redactor });
  const metrics = isSingerRun(command) ? createMetrics(log, Date.now, metricsLevel(io)) : undefined;
  const surroundings = surround({ ...io, signal }, { stdout, log, tell, redactor, progress, metrics, version });
  let exitCode: ExitCode = 1;
  try {
    exitCode = await Promise.race([dispatch(command, surroundings), crashOf(io)]);
  } catch (error) {
    if (!signal.aborted) await tell(error);
  } finally {
    // Calls that are still on their way when a run fails, or its reader has gone, would keep the process alive.
    ended.abort(new Error('the run has ended'));
    progress?.end();
    metrics?.end(exitCode === 0 ? 'succeeded' : 'failed');
  }
  return exitCode;
}

const readerGone = 'Whoever read stdout has gone: the run ends here. Look at what the target says.';

/** Airbyte counts records and bytes itself, and its log is read by people. */
function isSingerRun(command: Command): boolean {
  return command.kind === 'read' && command.protocol === 'singer';
}

/** Who looks at a terminal sees the progress there; measurements would only push it away. */
function metricsLevel({ environment, stderr }: Io): LogLevel {
  return levelIn(environment, 'TAP_FLUXX_METRICS_LOGLEVEL') ?? (stderr.isTTY ? 'debug' : 'info');
}

/** Never resolves: rejected with what nobody caught. What is still running then ends with the signal of the run. */
function crashOf({ onCrash }: Io): Promise<never> {
  return new Promise((_resolve, reject) => onCrash(reject));
}

function surround(
  io: Io,
  made: Pick<Surroundings, 'stdout' | 'log' | 'tell' | 'version' | 'redactor'> & {
    readonly progress: Progress | undefined;
    readonly metrics: Metrics | undefined;
  },
): Surroundings {
  const { stdout, log, tell, redactor, progress, metrics, version } = made;
  const tellProgress = progress ? (event: SyncEvent) => progress.hear(event) : createProgressReport(log, Date.now);
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
      createSource(config, limits, {
        log,
        redactor,
        environment: io.environment,
        signal: io.signal,
        ...(metrics && { onCall: metrics.call }),
      }),
    observe: (event) => {
      tellProgress(event);
      metrics?.hear(event);
    },
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
