import type { LogLevel } from '../core/logger.ts';

const names: Readonly<Record<LogLevel, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warn: 'WARNING',
  error: 'ERROR',
  fatal: 'CRITICAL',
};

/** Levels in the order of weight. */
export const logLevels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'fatal'];

const variables = ['TAP_FLUXX_LOGLEVEL', 'LOGLEVEL', 'LOG_LEVEL'];

/** One line of the log on stderr, in the form of the Meltano SDK's taps. */
export function stderrLine(level: LogLevel, message: string, nowMs: number): string {
  const time = new Date(nowMs).toISOString().replace('T', ' ').replace('Z', '');
  return `${time} | ${names[level].padEnd(8)} | tap-fluxx | ${message}\n`;
}

/** The lowest level that is printed: `--debug`, or the first of the usual variables that names one. */
export function thresholdFrom(
  environment: Readonly<Record<string, string | undefined>>,
  verbosity: 'normal' | 'debug',
): LogLevel {
  if (verbosity === 'debug') return 'debug';
  return variables.map((variable) => levelIn(environment, variable)).find((level) => level !== undefined) ?? 'info';
}

/** The level that a variable names, in our words or those of Python. */
export function levelIn(
  environment: Readonly<Record<string, string | undefined>>,
  variable: string,
): LogLevel | undefined {
  const word = environment[variable]?.toUpperCase();
  return logLevels.find((level) => word === level.toUpperCase() || word === names[level]);
}

/** What is to be said of levels that do not exist, in the variables that are for this program alone. */
export function problemsOfLevels(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const own = ['TAP_FLUXX_LOGLEVEL', 'TAP_FLUXX_METRICS_LOGLEVEL'];
  return own
    .filter((variable) => environment[variable] && levelIn(environment, variable) === undefined)
    .map((variable) => `${variable} names a level that does not exist; there are ${logLevels.join(', ')}`);
}
