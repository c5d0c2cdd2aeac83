/*
 * What programs import: `import { FluxxSource } from 'tap-fluxx'`. Everything that is exported here is public, as the
 * changelog has it; nothing else is.
 */
export { ConnectorError } from './core/connector-error.ts';
export { ExactNumber, stringifyExact } from './core/exact-number.ts';
export { AirbyteSourceRunner, type MainCommand } from './library/airbyte-source-runner.ts';
export { FluxxSource } from './library/fluxx-source.ts';
export { type FluxxRecord, FluxxStream } from './library/fluxx-stream.ts';
export type {
  AirbyteCatalog,
  AirbyteConfiguredCatalog,
  AirbyteConfiguredStream,
  AirbyteStream,
} from './library/kit-catalog.ts';
export { AirbyteLogger } from './library/kit-logger.ts';
export {
  AirbyteCatalogMessage,
  AirbyteConnectionStatusMessage,
  AirbyteLog,
  AirbyteRecord,
  AirbyteSpec,
  AirbyteStateMessage,
  AirbyteTrace,
} from './library/kit-messages.ts';
export {
  AirbyteConnectionStatus,
  AirbyteLogLevel,
  AirbyteMessageType,
  AirbyteTraceFailureType,
  DestinationSyncMode,
  SyncMode,
} from './library/kit-names.ts';
export type {
  AirbyteConfig,
  AirbyteMessage,
  AirbyteSourceBase,
  AirbyteState,
  AirbyteStreamBase,
  ReadOptions,
  SourceLogger,
  StreamKey,
  StreamState,
} from './library/kit-types.ts';
