import { readableFields, withheldSecrets } from '../catalog/readable-fields.ts';
import { serializeState } from '../core/state-form.ts';
import type { StreamDefinition } from '../core/stream-definition.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import { toAirbyteStream } from '../protocols/airbyte/encode-catalog.ts';
import type { AirbyteStream } from './kit-catalog.ts';
import type { SyncMode } from './kit-names.ts';
import type { AirbyteConfig, AirbyteStreamBase, SourceLogger, StreamKey, StreamState } from './kit-types.ts';
import { type OpenInstance, openInstance } from './open-instance.ts';
import { syncInstance } from './sync-instance.ts';

/** A record as it would be printed. A number that a double does not hold is an object with its `digits`. */
export type FluxxRecord = Readonly<Record<string, unknown>>;

/**
 * One stream of an instance, in the form of the TypeScript kit for Airbyte connectors: it is read in one slice, and its
 * state is asked for after each record.
 */
export class FluxxStream implements AirbyteStreamBase {
  readonly name: string;
  readonly primaryKey = 'id';
  /** The field by which changes are found; none where a stream can only be read in full. */
  readonly cursorField: StreamKey;
  readonly supportsIncremental: boolean;
  readonly sourceDefinedCursor = true;
  readonly namespace = undefined;
  readonly dependencies: readonly string[] = [];
  readonly #definition: StreamDefinition;
  readonly #settings: AirbyteConfig;
  readonly #logger: SourceLogger | undefined;
  #state: StreamState | undefined;

  constructor(definition: StreamDefinition, settings: AirbyteConfig, logger: SourceLogger | undefined) {
    this.name = definition.name;
    this.cursorField = definition.cursor ?? [];
    this.supportsIncremental = definition.cursor !== undefined;
    this.#definition = definition;
    this.#settings = settings;
    this.#logger = logger;
  }

  /** The JSON schema of its records. */
  getJsonSchema(): Readonly<Record<string, unknown>> {
    return this.asAirbyteStream().json_schema;
  }

  /** What a catalog says of it. */
  asAirbyteStream(): AirbyteStream {
    const { config } = openInstance(this.#settings, undefined);
    const definition = this.#definition;
    const readable = readableFields(definition, config);
    return toAirbyteStream(definition, { readable, withheld: withheldSecrets(definition, config) });
  }

  /** One slice, which says nothing: the engine divides the work itself. */
  async *streamSlices(): AsyncGenerator<undefined> {
    yield undefined;
  }

  /**
   * The records: all of them, or, with a state in incremental mode, those that changed since. A record is handed out when
   * it is known what the state after it vouches for.
   * @throws ConnectorError when the stream cannot be read to its end; what `getUpdatedState` said last is true all the same
   */
  async *readRecords(
    syncMode: SyncMode,
    _cursorField?: readonly string[],
    _streamSlice?: unknown,
    streamState?: StreamState,
  ): AsyncGenerator<FluxxRecord> {
    const instance = openInstance(this.#settings, this.#logger);
    this.#state = streamState;
    let held: FluxxRecord | undefined;
    let failure: unknown;
    try {
      for await (const event of this.#events(instance, syncMode, streamState)) {
        if (event.kind === 'records') {
          for (const record of event.records) {
            if (held) yield held;
            held = record;
          }
        } else if (event.kind === 'checkpoint') this.#state = serializeState(event.state);
        else if (event.kind === 'stream-finished' && event.outcome.kind === 'failed') failure = event.outcome.error;
      }
    } catch (error) {
      failure = error;
    } finally {
      instance.close();
    }
    // The state vouches for it already, also where the stream failed behind it.
    if (held) yield held;
    if (failure !== undefined) throw instance.toError(failure);
  }

  /**
   * What may be kept once the latest record was written: the state of the last checkpoint, which never vouches for a record
   * that was not handed out.
   */
  getUpdatedState(currentStreamState: StreamState, _latestRecord?: unknown, _streamSlice?: unknown): StreamState {
    return this.#state ?? currentStreamState;
  }

  #events(instance: OpenInstance, syncMode: SyncMode, state: StreamState | undefined): AsyncGenerator<SyncEvent> {
    const { name } = this.#definition;
    const mode = syncMode === 'incremental' && this.supportsIncremental ? 'incremental' : 'full';
    return syncInstance(instance, {
      selections: [{ name, mode, properties: 'all' }],
      given: new Map([[name, state]]),
    });
  }
}
