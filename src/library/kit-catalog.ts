import type { DestinationSyncMode, SyncMode } from './kit-names.ts';

/** A stream as it is offered. Its lists can be changed, for the kit's can. */
export interface AirbyteStream {
  readonly name: string;
  readonly json_schema: Readonly<Record<string, unknown>>;
  readonly supported_sync_modes?: SyncMode[];
  readonly source_defined_cursor?: boolean;
  readonly default_cursor_field?: string[];
  readonly source_defined_primary_key?: string[][];
  readonly namespace?: string;
  readonly is_resumable?: boolean;
}

/** All streams that are offered. */
export interface AirbyteCatalog {
  readonly streams: AirbyteStream[];
}

/** A stream as it is asked for. */
export interface AirbyteConfiguredStream {
  readonly stream: AirbyteStream;
  readonly sync_mode: SyncMode;
  readonly destination_sync_mode?: DestinationSyncMode;
  readonly cursor_field?: string[];
  readonly primary_key?: string[][];
}

/** All streams that are asked for. */
export interface AirbyteConfiguredCatalog {
  readonly streams: AirbyteConfiguredStream[];
}
