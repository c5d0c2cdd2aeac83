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
  for (const variable of variables) {
    const word = environment[variable]?.toUpperCase();
    const named = logLevels.find((level) => word === level.toUpperCase() || word === names[level]);
    if (named !== undefined) return named;
  }
  return 'info';
}
