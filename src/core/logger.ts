/** How much a line of the log matters. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'fatal';

/** Where every part of the program reports to. Never pass a secret or a record's values. */
export type Log = (level: LogLevel, message: string) => void;
