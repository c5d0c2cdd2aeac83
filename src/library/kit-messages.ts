import { isObject } from '../core/json.ts';
import type { AirbyteCatalog } from './kit-catalog.ts';
import type { AirbyteConnectionStatus, AirbyteLogLevel, AirbyteTraceFailureType } from './kit-names.ts';

/** What a RECORD message carries. */
interface RecordPayload {
  readonly stream: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** In milliseconds since 1970. */
  readonly emitted_at: number;
  readonly namespace?: string;
}

/** A RECORD message. */
export class AirbyteRecord {
  readonly type = 'RECORD';
  readonly record: RecordPayload;

  constructor(record: RecordPayload) {
    this.record = record;
  }

  /** Of a record that is emitted now. */
  static make(stream: string, data: RecordPayload['data'], namespace?: string): AirbyteRecord {
    return new AirbyteRecord({ stream, data, emitted_at: Date.now(), ...(namespace !== undefined && { namespace }) });
  }
}

/** What a LOG message carries. */
interface LogPayload {
  readonly level: AirbyteLogLevel;
  readonly message: string;
  readonly stack_trace?: string;
}

/** A LOG message. */
export class AirbyteLog {
  readonly type = 'LOG';
  readonly log: LogPayload;

  constructor(log: LogPayload) {
    this.log = log;
  }

  static make(level: AirbyteLogLevel, message: string, stackTrace?: string): AirbyteLog {
    return new AirbyteLog({ level, message, ...(stackTrace !== undefined && { stack_trace: stackTrace }) });
  }
}

/** What a TRACE message about a failure carries. */
interface ErrorTracePayload {
  readonly type: 'ERROR';
  readonly emitted_at: number;
  readonly error: {
    readonly message: string;
    readonly internal_message: string;
    readonly stack_trace?: string;
    readonly failure_type: AirbyteTraceFailureType;
  };
}

/** A TRACE message about a failure. */
export class AirbyteTrace {
  readonly type = 'TRACE';
  readonly trace: ErrorTracePayload;

  constructor(trace: ErrorTracePayload) {
    this.trace = trace;
  }

  /** Of a failure that happens now; one of nobody's making unless told. */
  static make(thrown: unknown, failureType: AirbyteTraceFailureType = 'system_error'): AirbyteTrace {
    const error = thrown instanceof Error ? thrown : new Error(String(isObject(thrown) ? thrown['message'] : thrown));
    return new AirbyteTrace({
      type: 'ERROR',
      emitted_at: Date.now(),
      error: {
        message: error.message,
        internal_message: error.message,
        ...(error.stack !== undefined && { stack_trace: error.stack }),
        failure_type: failureType,
      },
    });
  }
}

/** A STATE message, with what it carries: of a stream `{type: 'STREAM', stream}`. */
export class AirbyteStateMessage {
  readonly type = 'STATE';
  readonly state: Readonly<Record<string, unknown>>;

  constructor(state: Readonly<Record<string, unknown>>) {
    this.state = state;
  }
}

/** The settings of a connector, as a SPEC message carries them. */
interface SpecPayload {
  readonly connectionSpecification: Readonly<Record<string, unknown>>;
  readonly documentationUrl?: string;
  readonly [more: string]: unknown;
}

/** A SPEC message. */
export class AirbyteSpec {
  readonly type = 'SPEC';
  readonly spec: SpecPayload;

  constructor(spec: SpecPayload) {
    this.spec = spec;
  }
}

/** A CATALOG message. */
export class AirbyteCatalogMessage {
  readonly type = 'CATALOG';
  readonly catalog: AirbyteCatalog;

  constructor(catalog: AirbyteCatalog) {
    this.catalog = catalog;
  }
}

/** What a CONNECTION_STATUS message carries. */
interface StatusPayload {
  readonly status: AirbyteConnectionStatus;
  readonly message?: string;
}

/** A CONNECTION_STATUS message. */
export class AirbyteConnectionStatusMessage {
  readonly type = 'CONNECTION_STATUS';
  readonly connectionStatus: StatusPayload;

  constructor(connectionStatus: StatusPayload) {
    this.connectionStatus = connectionStatus;
  }
}
