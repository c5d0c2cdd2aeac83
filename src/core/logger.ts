/** How much a line of the log matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** One measurement, in the words of the Meltano SDK's taps. */
export interface Metric {
  /** What a counter says is what came since it spoke last; a timer says seconds. */
  readonly type: 'counter' | 'timer';
  readonly metric: 'record_count' | 'http_request_count' | 'http_request_duration' | 'sync_duration' | 'job_duration';
  readonly value: number;
  readonly tags: Readonly<Record<string, string | number>>;
}

/** What a line of the log is about, for whoever sorts lines by that. */
export interface LogSubject {
  readonly stream?: string | undefined;
  readonly metric?: Metric;
}

/** Where every part of the program reports to. Never pass a secret or a record's values. */
export type Log = (level: LogLevel, message: string, about?: LogSubject) => void;

/** A log whose lines are about one stream. */
export function logOfStream(log: Log, stream: string): Log {
  return (level, message, about) => log(level, message, { stream, ...about });
}
