import type { Command } from '../cli/command.ts';
import { speaksAirbyte } from '../cli/dispatch.ts';
import { jobIn } from '../cli/job-in.ts';
import { parseArguments } from '../cli/parse-arguments.ts';
import { inWords, isForUser, toConnectorError } from '../core/connector-error.ts';
import { isObject } from '../core/json.ts';
import { decodeFile, readJsonFile, readTextFile } from '../platform/json-file.ts';
import { readPackageJson } from '../platform/package-files.ts';
import { watchMemory } from '../platform/watch-memory.ts';
import { errorLine } from '../protocols/airbyte/messages.ts';
import { decodeStateText } from '../protocols/decode-state.ts';
import type { AirbyteConfiguredCatalog } from './kit-catalog.ts';
import type { AirbyteLogger } from './kit-logger.ts';
import { AirbyteConnectionStatusMessage } from './kit-messages.ts';
import type { AirbyteConfig, AirbyteSourceBase } from './kit-types.ts';
import { wasTold } from './told-errors.ts';

/** What runs a command line; the words of a program follow the two of Node, as in `process.argv`. */
export interface MainCommand {
  readonly parseAsync: (argv: readonly string[]) => Promise<void>;
}

/**
 * Makes a connector of a source: for a program that wraps ours, changes its records or names its streams. `tap-fluxx` itself
 * is such a program, and knows Singer and signals besides.
 */
export class AirbyteSourceRunner<Config extends AirbyteConfig = AirbyteConfig> {
  readonly #logger: AirbyteLogger;
  readonly #source: AirbyteSourceBase<Config>;

  constructor(logger: AirbyteLogger, source: AirbyteSourceBase<Config>) {
    this.#logger = logger;
    this.#source = source;
  }

  /** `spec`, `check`, `discover` and `read`, with exit code 1 when something failed and 2 for a wrong call. */
  mainCommand(): MainCommand {
    return {
      parseAsync: async (argv) => {
        process.exitCode = await this.#run(argv.slice(2));
      },
    };
  }

  async #run(argv: readonly string[]): Promise<number> {
    const { version } = readPackageJson('package.json') as { readonly version: string };
    const parsed = parseArguments(argv, version);
    if ('text' in parsed) {
      (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
      return parsed.exitCode;
    }
    const exitCode = await this.#answer(parsed.command).catch((thrown: unknown) => this.#report(thrown));
    try {
      await this.#logger.flush();
    } catch (failure) {
      // Where its messages go is what failed.
      process.stderr.write(`${inWords(toConnectorError(failure))}\n`);
    }
    return this.#logger.isClosed() ? 1 : exitCode;
  }

  async #report(thrown: unknown): Promise<number> {
    const error = toConnectorError(thrown);
    if (!wasTold(error)) await this.#logger.write(JSON.parse(errorLine(error, Date.now())));
    return 1;
  }

  async #answer(command: Command): Promise<number> {
    if (!speaksAirbyte(command)) {
      process.stderr.write('This connector knows spec, check, discover and read.\n');
      return 2;
    }
    if (command.kind === 'spec') await this.#logger.write(await this.#source.spec());
    if (command.kind === 'check') await this.#check(command.config);
    if (command.kind === 'discover') {
      await this.#logger.write(await this.#source.discover(await this.#readSettings(command.config)));
    }
    if (command.kind === 'read') await this.#read(command);
    return 0;
  }

  async #check(paths: readonly string[]): Promise<void> {
    const [isConnected, reason] = await this.#tryConnection(paths);
    if (!isConnected && reason && !isForUser(toConnectorError(reason))) throw reason;
    const outcome = isConnected
      ? ({ status: 'SUCCEEDED' } as const)
      : ({ status: 'FAILED', message: reason?.message ?? 'The connection failed.' } as const);
    await this.#logger.write(new AirbyteConnectionStatusMessage(outcome));
  }

  /** A configuration that cannot be read is no connection either. */
  async #tryConnection(paths: readonly string[]): Promise<[boolean, Error | undefined]> {
    try {
      return await this.#source.checkConnection(await this.#readSettings(paths));
    } catch (error) {
      if (!isForUser(toConnectorError(error))) throw error;
      return [false, toConnectorError(error)];
    }
  }

  async #read({ config, catalog, state }: Command & { readonly kind: 'read' }): Promise<void> {
    const settings = await this.#readSettings(config);
    const configured = (await readJsonFile(catalog ?? '', 'catalog')) as AirbyteConfiguredCatalog;
    const states = state === undefined ? [] : await readStates(state);
    const memory = watchMemory();
    const closed = new AbortController();
    // Nobody reads on: what would be asked of the server is in vain.
    this.#logger.onClose(() => closed.abort(new Error('the reader of stdout has gone')));
    const signal = AbortSignal.any([memory.signal, closed.signal]);
    try {
      const options = { signal, job: jobIn(process.env), isTight: memory.isTight };
      const messages = this.#source.read(settings, configured, states, options);
      for await (const message of messages) {
        await this.#logger.write(message);
        if (closed.signal.aborted) break;
      }
    } finally {
      memory.stop();
    }
  }

  /** Of several files the later ones win. */
  async #readSettings(paths: readonly string[]): Promise<Config> {
    const settings = await Promise.all(paths.map((path) => readJsonFile(path, 'configuration')));
    return Object.assign({}, ...settings.filter(isObject));
  }
}

/** @throws ConnectorError FILE_UNREADABLE, FILE_NOT_JSON, STATE_INVALID, STATE_TOO_NEW */
async function readStates(path: string): Promise<readonly unknown[]> {
  const text = await readTextFile(path, 'state');
  decodeFile(path, () => decodeStateText(text, () => undefined)); // the source warns of what it finds in it
  return parseStates(text);
}

/** A list of states, or one a line. */
function parseStates(text: string): readonly unknown[] {
  try {
    const whole: unknown = JSON.parse(text);
    return Array.isArray(whole) ? whole : [whole];
  } catch {
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => JSON.parse(line) as unknown);
  }
}
