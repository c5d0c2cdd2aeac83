import type { Message } from './messages.ts';

const timestamp = { type: ['null', 'string'], format: 'date-time' };
const properties = { id: { type: ['null', 'integer'] }, updated_at: timestamp, created_at: timestamp };

/** A configured Airbyte catalog of streams with three fields. */
export function airbyteCatalog(...streams: readonly string[]): Message {
  return {
    streams: streams.map((name) => ({
      stream: {
        name,
        json_schema: { type: 'object', properties },
        supported_sync_modes: ['full_refresh', 'incremental'],
      },
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
    })),
  };
}

/** A Singer catalog of the same. */
export function singerCatalog(...streams: readonly string[]): Message {
  return {
    streams: streams.map((name) => ({
      tap_stream_id: name,
      stream: name,
      schema: { type: 'object', properties },
      metadata: [{ breadcrumb: [], metadata: { inclusion: 'available', selected: true } }],
    })),
  };
}
