import type { AirbyteCatalog, AirbyteConfiguredCatalog, AirbyteStream } from './kit-catalog.ts';
import type { AirbyteCatalogMessage, AirbyteSpec } from './kit-messages.ts';
import type { SyncMode } from './kit-names.ts';

/** The settings of `spec.json`, and whatever else a program keeps beside them. */
export interface AirbyteConfig {
  readonly [setting: string]: unknown;
}

/** One field, or the path to one. */
export type StreamKey = string | string[];

/** What a stream remembers between runs, as it was handed out. */
export type StreamState = Readonly<Record<string, unknown>>;

/** What all streams remember, by name. */
export type AirbyteState = Readonly<Record<string, StreamState>>;

/** Any message: what else it has hangs on its type. */
export interface AirbyteMessage {
  readonly type: string;
  readonly [payload: string]: unknown;
}

/** Hears what a source has to say besides its records. */
export interface SourceLogger {
  /** Without it, `error` hears that as well. */
  readonly fatal?: (message: string) => void;
  readonly error: (message: string) => void;
  readonly warn: (message: string) => void;
  readonly info: (message: string) => void;
  readonly debug: (message: string) => void;
}

/** A stream of a source, as far as whoever reads it needs to know. */
export interface AirbyteStreamBase {
  readonly name: string;
  readonly primaryKey: StreamKey | undefined;
  readonly cursorField: StreamKey;
  readonly supportsIncremental: boolean;
  getJsonSchema(): Readonly<Record<string, unknown>>;
  asAirbyteStream(): AirbyteStream;
  streamSlices(
    syncMode: SyncMode,
    cursorField?: readonly string[],
    streamState?: StreamState,
  ): AsyncGenerator<Readonly<Record<string, unknown>> | undefined>;
  readRecords(
    syncMode: SyncMode,
    cursorField?: readonly string[],
    streamSlice?: Readonly<Record<string, unknown>>,
    streamState?: StreamState,
  ): AsyncGenerator<Readonly<Record<string, unknown>>>;
  getUpdatedState(
    currentStreamState: StreamState,
    latestRecord: Readonly<Record<string, unknown>>,
    streamSlice?: Readonly<Record<string, unknown>>,
  ): StreamState;
}

/** What a read is told beside its catalog and state. */
export interface ReadOptions {
  /** Aborted, it ends the calls that are on their way, and the streams with what was vouched for. */
  readonly signal?: AbortSignal;
  /**
   * Names the work that this read is an attempt at: a full refresh goes on with what an earlier attempt of the same name has
   * read, and is not done again once one was complete. Never the same for two refreshes.
   */
  readonly job?: string | undefined;
  /** Whether memory is scarce: then one page is asked for at a time. Default: never. */
  readonly isTight?: () => boolean;
}

/** A source, as far as whoever runs it needs to know. */
export interface AirbyteSourceBase<Config extends AirbyteConfig = AirbyteConfig> {
  readonly type: string;
  spec(): Promise<AirbyteSpec>;
  checkConnection(config: Config): Promise<[boolean, Error | undefined]>;
  streams(config: Config): AirbyteStreamBase[];
  discover(config: Config): Promise<AirbyteCatalogMessage>;
  read(
    config: Config,
    catalog: AirbyteConfiguredCatalog | AirbyteCatalog,
    state?: readonly unknown[],
    options?: ReadOptions,
  ): AsyncGenerator<AirbyteMessage>;
}
