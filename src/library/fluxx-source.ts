import { staticModel, staticModelNames } from '../catalog/known/static-models.ts';
import { readableFields, withheldSecrets } from '../catalog/readable-fields.ts';
import { discoverInstance } from '../cli/discover-instance.ts';
import { tryReading } from '../cli/try-reading.ts';
import { cleanEvent } from '../cli/write-events.ts';
import { ConnectorError, isForUser } from '../core/connector-error.ts';
import { isObject } from '../core/json.ts';
import { parseExactJson } from '../core/parse-exact-json.ts';
import { toAirbyteStream } from '../protocols/airbyte/encode-catalog.ts';
import { createAirbyteEncoder } from '../protocols/airbyte/encode-sync.ts';
import { errorLine } from '../protocols/airbyte/messages.ts';
import { decodeCatalog } from '../protocols/decode-catalog.ts';
import { decodeStateText } from '../protocols/decode-state.ts';
import { FluxxStream } from './fluxx-stream.ts';
import type { AirbyteCatalog, AirbyteConfiguredCatalog } from './kit-catalog.ts';
import { AirbyteCatalogMessage, AirbyteSpec } from './kit-messages.ts';
import type { AirbyteConfig, AirbyteMessage, AirbyteSourceBase, ReadOptions, SourceLogger } from './kit-types.ts';
import { type OpenInstance, openInstance, readSpec } from './open-instance.ts';
import { syncInstance } from './sync-instance.ts';
import { noteTold } from './told-errors.ts';

/**
 * Fluxx as a source for programs: what the executable prints, as objects. Its methods are those of a source of the
 * TypeScript kit for Airbyte connectors. Nothing is printed; what there is to say goes to the logger, without secrets.
 */
export class FluxxSource implements AirbyteSourceBase {
  readonly type = 'fluxx';
  readonly #logger: SourceLogger | undefined;

  constructor(logger?: SourceLogger) {
    this.#logger = logger;
  }

  /** The SPEC message: the settings there are. */
  async spec(): Promise<AirbyteSpec> {
    return new AirbyteSpec({ ...readSpec() });
  }

  /** Whether the instance lets itself be read with these settings, and why it does not. Asks for a token and for one row. */
  async checkConnection(config: AirbyteConfig): Promise<[boolean, ConnectorError | undefined]> {
    let instance: OpenInstance | undefined;
    try {
      instance = openInstance(config, this.#logger);
      await tryReading(instance.config, instance);
      return [true, undefined];
    } catch (error) {
      const told = instance ? instance.toError(error) : error;
      if (!(told instanceof ConnectorError)) throw error;
      return [false, told];
    } finally {
      instance?.close();
    }
  }

  /**
   * The streams that are known beforehand: those that the setting `streams` names, or all. Fields and models that people
   * added to the instance come with `discover`.
   * @throws ConnectorError CONFIG_INVALID
   */
  streams(config: AirbyteConfig): FluxxStream[] {
    const { config: chosen } = openInstance(config, undefined);
    const names = chosen.streams?.map(({ name }) => name) ?? staticModelNames;
    const definitions = names.map((name) => staticModel(name)).filter((definition) => definition !== undefined);
    return definitions.map((definition) => new FluxxStream(definition, config, this.#logger));
  }

  /**
   * The CATALOG message: what the instance has, its own fields and models as well.
   * @throws ConnectorError where the instance cannot be asked
   */
  async discover(config: AirbyteConfig): Promise<AirbyteCatalogMessage> {
    const instance = openInstance(config, this.#logger);
    try {
      const options = { config: [], probe: false, referencePages: undefined };
      const definitions = await discoverInstance(instance.config, options, instance);
      const streams = definitions.map((definition) =>
        toAirbyteStream(definition, {
          readable: readableFields(definition, instance.config),
          withheld: withheldSecrets(definition, instance.config),
        }),
      );
      return new AirbyteCatalogMessage({ streams });
    } catch (error) {
      throw instance.toError(error);
    } finally {
      instance.close();
    }
  }

  /**
   * The messages of a read, in the order in which the executable prints them. Write each before you ask for the next: a
   * STATE vouches for what came before it.
   * @param state the `state` of STATE messages, of the last of each stream
   * @throws ConnectorError when a stream was not read to its end, behind all messages
   * @throws the reason of `options.signal` when that was aborted before everything was read, behind all messages
   */
  async *read(
    config: AirbyteConfig,
    catalog: AirbyteConfiguredCatalog | AirbyteCatalog,
    state: readonly unknown[] = [],
    options: ReadOptions = {},
  ): AsyncGenerator<AirbyteMessage> {
    options.signal?.throwIfAborted();
    const instance = openInstance(config, this.#logger);
    const encoder = createAirbyteEncoder(Date.now);
    const ofCaller = options.signal;
    let unfinished = 0;
    const onPlan = (streams: number): void => void (unfinished = streams);
    try {
      const selections = decodeCatalog(catalog, instance.log);
      const given = decodeStateText(JSON.stringify(state), instance.log);
      for await (const event of syncInstance(instance, { ...options, selections, given, onPlan })) {
        if (event.kind === 'stream-finished' && event.outcome.kind !== 'interrupted') unfinished -= 1;
        yield* toMessages(encoder.encode(cleanEvent(event, instance.redactor)));
      }
    } catch (thrown) {
      if (thrown === ofCaller?.reason && !(thrown instanceof ConnectorError)) {
        yield* toMessages([encoder.finish()]);
        throw thrown;
      }
      const error = instance.toError(thrown);
      // A platform that hears first of what only the user can mend does not try again what passes by itself.
      if (!isForUser(error)) yield* toMessages([errorLine(noteTold(error), Date.now())]);
      yield* toMessages([encoder.finish()]);
      throw error;
    } finally {
      instance.close();
    }
    const last = toMessages([encoder.finish()]);
    yield* last;
    if (ofCaller?.aborted && unfinished > 0) throw ofCaller.reason;
    if (last.length > 0) throw noteTold(notComplete(last));
  }
}

/** The lines of the protocol, read again: so they are what the executable prints, to the digit. */
function toMessages(pieces: readonly string[]): readonly AirbyteMessage[] {
  const lines = pieces.flatMap((piece) => piece.split('\n')).filter((line) => line !== '');
  return lines.map((line) => parseExactJson(line) as AirbyteMessage);
}

/** The last message of a run that was not complete names the streams. */
function notComplete(messages: readonly AirbyteMessage[]): ConnectorError {
  const trace = messages.at(-1)?.['trace'];
  const error = isObject(trace) && isObject(trace['error']) ? trace['error'] : {};
  return new ConnectorError('unexpected-response', 'STREAMS_FAILED', String(error['message']));
}
