/*
 * The core names of the TypeScript kit for Airbyte connectors, as a program that was written for it sees them: written by us
 * from what is published of its types, without a line of its code. Its enumerations are written as the texts that they
 * stand for, which is what they are for whoever gets them from a stranger.
 */

/** The enumerations, by the names of their members. */
export interface KitNames {
  readonly AirbyteLogLevel: {
    readonly FATAL: 'FATAL';
    readonly ERROR: 'ERROR';
    readonly WARN: 'WARN';
    readonly INFO: 'INFO';
    readonly DEBUG: 'DEBUG';
    readonly TRACE: 'TRACE';
  };
  readonly AirbyteMessageType: {
    readonly CATALOG: 'CATALOG';
    readonly CONNECTION_STATUS: 'CONNECTION_STATUS';
    readonly LOG: 'LOG';
    readonly RECORD: 'RECORD';
    readonly SPEC: 'SPEC';
    readonly STATE: 'STATE';
    readonly TRACE: 'TRACE';
  };
  readonly SyncMode: { readonly FULL_REFRESH: 'full_refresh'; readonly INCREMENTAL: 'incremental' };
  readonly DestinationSyncMode: {
    readonly APPEND: 'append';
    readonly OVERWRITE: 'overwrite';
    readonly APPEND_DEDUP: 'append_dedup';
  };
  readonly AirbyteConnectionStatus: { readonly SUCCEEDED: 'SUCCEEDED'; readonly FAILED: 'FAILED' };
  readonly AirbyteTraceFailureType: { readonly SYSTEM_ERROR: 'system_error'; readonly CONFIG_ERROR: 'config_error' };
}

type Dictionary = Record<string, unknown>;
type SyncMode = 'full_refresh' | 'incremental';

/** The settings of a source: anything, and some that the kit adds. */
export interface KitConfig {
  backfill?: boolean;
  debug?: boolean;
  [setting: string]: unknown;
}

export interface KitStream {
  name: string;
  json_schema: Dictionary;
  supported_sync_modes?: SyncMode[];
  source_defined_cursor?: boolean;
  default_cursor_field?: string[];
  source_defined_primary_key?: string[][];
  namespace?: string;
}

export interface KitCatalog {
  streams: KitStream[];
}

export interface KitConfiguredStream {
  stream: KitStream;
  sync_mode: SyncMode;
  cursor_field?: string[];
  destination_sync_mode?: 'append' | 'overwrite' | 'append_dedup';
  primary_key?: string[][];
}

export interface KitConfiguredCatalog {
  streams: KitConfiguredStream[];
}

/** The makers of messages. */
export interface KitMessages {
  readonly AirbyteRecord: {
    new (record: { stream: string; data: Dictionary; emitted_at: number; namespace?: string }): { type: string };
    make(stream: string, data: Dictionary, namespace?: string): { record: { stream: string; data: object } };
  };
  readonly AirbyteLog: {
    make(level: 'INFO' | 'ERROR', message: string, stackTrace?: string): { log: { message: string } };
  };
  readonly AirbyteTrace: {
    make(error: unknown, failureType?: 'system_error' | 'config_error'): { trace: { error?: { message: string } } };
  };
  readonly AirbyteStateMessage: { new (state: Dictionary): { state: object } };
  readonly AirbyteSpec: { new (spec: { connectionSpecification: Dictionary }): { spec: object } };
  readonly AirbyteCatalogMessage: { new (catalog: KitCatalog): { catalog: object } };
  readonly AirbyteConnectionStatusMessage: {
    new (status: { status: 'SUCCEEDED' | 'FAILED'; message?: string }): { connectionStatus: object };
  };
}

/** What a source logs with. */
export interface KitLogger {
  error(message: string, stackTrace?: string): void;
  warn(message: string, stackTrace?: string): void;
  info(message: string, stackTrace?: string): void;
  debug(message: string, stackTrace?: string): void;
  trace(message: string, stackTrace?: string): void;
  write(message: { type: string }): Promise<void>;
}

/** A stream, as whoever runs a source of the kit uses it. */
export interface KitStreamBase {
  readonly name: string;
  getJsonSchema(): Readonly<Dictionary>;
  readonly primaryKey: string | string[] | string[][] | undefined;
  readonly cursorField: string | string[];
  readonly supportsIncremental: boolean;
  readonly sourceDefinedCursor: boolean;
  asAirbyteStream(): KitStream;
  streamSlices(
    syncMode: SyncMode,
    cursorField?: string[],
    streamState?: Dictionary,
  ): AsyncGenerator<Dictionary | undefined>;
  readRecords(
    syncMode: SyncMode,
    cursorField?: string[],
    streamSlice?: Dictionary,
    streamState?: Dictionary,
  ): AsyncGenerator<Readonly<Dictionary>>;
  getUpdatedState(
    currentStreamState: Dictionary,
    latestRecord: Dictionary,
    streamSlice?: Dictionary,
  ): Readonly<Dictionary>;
}

/** A source, as whoever runs one of the kit uses it. */
export interface KitSourceBase {
  readonly type: string;
  spec(): Promise<{ readonly spec: object }>;
  checkConnection(config: KitConfig): Promise<[boolean, Error | undefined]>;
  discover(config: KitConfig): Promise<{ readonly catalog: KitCatalog }>;
  streams(config: KitConfig): KitStreamBase[];
}

/** What makes a connector of a source. */
export interface KitRunner {
  mainCommand(): { parseAsync(argv: readonly string[]): Promise<unknown> };
}
