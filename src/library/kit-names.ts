/*
 * The names of Airbyte's protocol as the TypeScript kit for connectors has them, so that a program which was written for
 * sources of that kit takes ours. Written from what the protocol says; nothing here is the kit's code, and nothing of it is
 * needed. Where the kit is behind the protocol, this is not: CONTROL, transient errors, all sync modes of destinations.
 */

/** How grave a message of the log is. */
export const AirbyteLogLevel = {
  FATAL: 'FATAL',
  ERROR: 'ERROR',
  WARN: 'WARN',
  INFO: 'INFO',
  DEBUG: 'DEBUG',
  TRACE: 'TRACE',
} as const;
export type AirbyteLogLevel = (typeof AirbyteLogLevel)[keyof typeof AirbyteLogLevel];

/** What a message is. */
export const AirbyteMessageType = {
  CATALOG: 'CATALOG',
  CONNECTION_STATUS: 'CONNECTION_STATUS',
  CONTROL: 'CONTROL',
  LOG: 'LOG',
  RECORD: 'RECORD',
  SPEC: 'SPEC',
  STATE: 'STATE',
  TRACE: 'TRACE',
} as const;
export type AirbyteMessageType = (typeof AirbyteMessageType)[keyof typeof AirbyteMessageType];

/** How a stream is read. */
export const SyncMode = { FULL_REFRESH: 'full_refresh', INCREMENTAL: 'incremental' } as const;
export type SyncMode = (typeof SyncMode)[keyof typeof SyncMode];

/** How a destination writes. */
export const DestinationSyncMode = {
  APPEND: 'append',
  OVERWRITE: 'overwrite',
  APPEND_DEDUP: 'append_dedup',
  UPDATE: 'update',
  SOFT_DELETE: 'soft_delete',
} as const;
export type DestinationSyncMode = (typeof DestinationSyncMode)[keyof typeof DestinationSyncMode];

/** Whether a connection could be made. */
export const AirbyteConnectionStatus = { SUCCEEDED: 'SUCCEEDED', FAILED: 'FAILED' } as const;
export type AirbyteConnectionStatus = (typeof AirbyteConnectionStatus)[keyof typeof AirbyteConnectionStatus];

/** Who has to act on a failure. */
export const AirbyteTraceFailureType = {
  SYSTEM_ERROR: 'system_error',
  CONFIG_ERROR: 'config_error',
  TRANSIENT_ERROR: 'transient_error',
} as const;
export type AirbyteTraceFailureType = (typeof AirbyteTraceFailureType)[keyof typeof AirbyteTraceFailureType];
