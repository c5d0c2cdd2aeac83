import type { LogLevel, LogSubject } from '../core/logger.ts';

const names: Readonly<Record<LogLevel, string>> = {
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  error: 'error',
  fatal: 'critical',
};

/**
 * One line of the log as JSON, in the form of the Meltano SDK's structured logs. Meltano takes a line for structured only
 * with every one of these keys; releases before 4.4 want `stream_name` as well where there is no stream.
 */
export function structuredLine(
  level: LogLevel,
  message: string,
  { stream, metric }: LogSubject,
  { nowMs, pid }: { readonly nowMs: number; readonly pid: number },
): string {
  const line = {
    level: names[level],
    pid,
    logger_name: 'tap-fluxx',
    ts: nowMs / 1000,
    thread_name: 'main',
    app_name: 'tap-fluxx',
    stream_name: stream ?? null,
    message: metric ? 'METRIC' : message,
    ...(metric && { metric_info: metric }),
    extra: {},
  };
  return `${JSON.stringify(line)}\n`;
}
