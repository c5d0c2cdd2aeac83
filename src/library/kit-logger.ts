import type { Writable } from 'node:stream';
import { stringifyExact } from '../core/exact-number.ts';
import { openStdout } from '../platform/open-stdout.ts';
import { createOutput, type Output } from '../platform/output.ts';
import { AirbyteLog } from './kit-messages.ts';
import { AirbyteLogLevel } from './kit-names.ts';
import type { AirbyteMessage } from './kit-types.ts';

/** From the gravest on. */
const levels: readonly AirbyteLogLevel[] = Object.values(AirbyteLogLevel);

/** Writes messages to stdout, a line each, and what is to be logged as LOG messages among them. */
export class AirbyteLogger {
  readonly #level: AirbyteLogLevel;
  readonly #output: Output;

  /** @param level what is less grave is not written */
  constructor(level: AirbyteLogLevel = 'INFO', stdout: Writable = openStdout()) {
    this.#level = level;
    this.#output = createOutput(stdout);
  }

  fatal(message: string, stackTrace?: string): void {
    this.#log('FATAL', message, stackTrace);
  }

  error(message: string, stackTrace?: string): void {
    this.#log('ERROR', message, stackTrace);
  }

  warn(message: string, stackTrace?: string): void {
    this.#log('WARN', message, stackTrace);
  }

  info(message: string, stackTrace?: string): void {
    this.#log('INFO', message, stackTrace);
  }

  debug(message: string, stackTrace?: string): void {
    this.#log('DEBUG', message, stackTrace);
  }

  trace(message: string, stackTrace?: string): void {
    this.#log('TRACE', message, stackTrace);
  }

  /** Resolves when the reader has room for more: who waits for it lets nothing pile up. */
  write(message: Pick<AirbyteMessage, 'type'>): Promise<void> {
    return this.#output.write(`${stringifyExact(message)}\n`);
  }

  /**
   * Waits until everything is written.
   * @throws ConnectorError OUTPUT_FAILED where something could not be, though the reader wants it
   */
  async flush(): Promise<void> {
    await this.#output.flush();
    const failure = this.#output.failure();
    if (failure) throw failure;
  }

  /** Whether nothing more can be written. */
  isClosed(): boolean {
    return this.#output.isClosed();
  }

  /** Has `listener` told when nothing more can be written. */
  onClose(listener: () => void): void {
    this.#output.onClose(listener);
  }

  #log(level: AirbyteLogLevel, message: string, stackTrace?: string): void {
    if (levels.indexOf(level) > levels.indexOf(this.#level)) return;
    void this.write(AirbyteLog.make(level, message, stackTrace));
  }
}
