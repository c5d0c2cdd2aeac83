import type { Log, LogLevel, LogSubject } from '../core/logger.ts';
import { toPrintable } from '../core/printable.ts';
import type { Redactor } from '../core/secrets/redact.ts';
import type { Output } from '../platform/output.ts';
import { logLine } from '../protocols/airbyte/messages.ts';
import type { Command } from './command.ts';
import { speaksAirbyte } from './dispatch.ts';
import { logFormatFrom, problemOfLogFormat } from './log-format.ts';
import type { Progress } from './progress.ts';
import { logLevels, problemsOfLevels, stderrLine, thresholdFrom } from './stderr-log.ts';
import { structuredLine } from './structured-log.ts';

/** Where lines of the log go, and what must not be in them. */
export interface LogPlaces {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly progress: Progress | undefined;
  readonly redactor: Redactor;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Airbyte reads logs from stdout and drops stderr; a Singer target would choke on them, so there they go to stderr. */
export function openLog(command: Command, verbosity: 'normal' | 'debug', places: LogPlaces): Log {
  const { stdout, stderr, progress, redactor, environment } = places;
  const threshold = logLevels.indexOf(thresholdFrom(environment, verbosity));
  const toStdout = speaksAirbyte(command);
  const toStderrLine = stderrLineFor(environment);
  const log: Log = (level, message, about = {}) => {
    if (logLevels.indexOf(level) < threshold) return;
    const clean = toPrintable(redactor.redact(message));
    progress?.clear();
    const subject = cleanSubject(about, redactor);
    void (toStdout ? stdout.write(logLine(level, clean)) : stderr.write(toStderrLine(level, clean, subject)));
  };
  for (const problem of [problemOfLogFormat(environment), ...problemsOfLevels(environment)]) {
    if (problem !== undefined) log('warn', problem);
  }
  return log;
}

/** What the tags of a measurement say comes from the server as well. The line as a whole must stay JSON. */
function cleanSubject({ stream, metric }: LogSubject, { redact }: Redactor): LogSubject {
  const tags = Object.entries(metric?.tags ?? {}).map(([name, tag]) => [
    name,
    typeof tag === 'string' ? redact(tag) : tag,
  ]);
  return {
    stream: stream === undefined ? undefined : redact(stream),
    ...(metric && { metric: { ...metric, tags: Object.fromEntries(tags) } }),
  };
}

/** How a line of the log is written to stderr. */
export function stderrLineFor(
  environment: LogPlaces['environment'],
): (level: LogLevel, message: string, about?: LogSubject) => string {
  if (logFormatFrom(environment) === 'console') return (level, message) => stderrLine(level, message, Date.now());
  return (level, message, about = {}) => structuredLine(level, message, about, { nowMs: Date.now(), pid: process.pid });
}
