import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../simulator/project-root.ts';
import { seedFoundation } from '../simulator/seed-foundation.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { at, type Message, messagesOf } from '../support/messages.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { withInstance } from '../support/with-instance.ts';

/** The built executable with the settings of `acceptance-test-config.yml`, before an instance like that of a small foundation. */
export interface Connector {
  readonly simulator: Simulator;
  /** Runs `check` with the configuration at that path of the project. */
  readonly check: (configPath: string) => Promise<FinishedProcess>;
  readonly discover: () => Promise<FinishedProcess>;
  /** The streams of the discovered catalog. */
  readonly streams: () => Promise<readonly Message[]>;
  readonly read: (catalog: unknown, state?: unknown) => Promise<FinishedProcess>;
  /** Writes a file and returns its path. */
  readonly write: (name: string, content: unknown) => Promise<string>;
  /** The path of the configuration that `secrets/config.json` stands for. */
  readonly config: string;
}

const timeLimitMs = 60_000;

/** A file of the project, parsed. */
export function readProjectJson(path: string): unknown {
  return JSON.parse(readFileSync(join(projectRoot(), path), 'utf8'));
}

/** What a file of the project has in the place of the instance and its credentials stands for the pretend instance. */
function settingsAt(path: string, credentials: Message): Message {
  const isSecret = path.startsWith('secrets/');
  const settings = Object(readProjectJson(isSecret ? 'integration_tests/sample_config.json' : path));
  return isSecret ? { ...settings, ...credentials } : { ...settings, instance: credentials['instance'] };
}

/** Runs a body with the connector. */
export function withConnector<Result>(body: (connector: Connector) => Promise<Result>): Promise<Result> {
  return withInstance({}, async ({ simulator, settings, write }) => {
    seedFoundation(simulator.store, { scale: 0.02 });
    const config = await write('config.json', settingsAt('secrets/config.json', settings));
    const discover = (): Promise<FinishedProcess> => runTap(['discover', '--config', config], { timeLimitMs });
    return body({
      simulator,
      config,
      write,
      check: async (path) => runTap(['check', '--config', await write('checked.json', settingsAt(path, settings))]),
      discover,
      streams: async () => catalogStreams(await discover()),
      read: async (catalog, state) => {
        const from = state === undefined ? [] : ['--state', await write('state.json', state)];
        const args = ['read', '--config', config, '--catalog', await write('catalog.json', catalog), ...from];
        return runTap(args, { timeLimitMs });
      },
    });
  });
}

/** The payloads of the messages of a type. */
export function payloads(
  run: Pick<FinishedProcess, 'lines'>,
  type: string,
  key = type.toLowerCase(),
): readonly Message[] {
  return messagesOf(run)
    .filter((message) => message['type'] === type)
    .map((message) => Object(message[key]));
}

/** The streams of the catalog that a run printed. */
export function catalogStreams(run: Pick<FinishedProcess, 'lines'>): readonly Message[] {
  return payloads(run, 'CATALOG').flatMap((catalog) => catalog['streams'] as readonly Message[]);
}

/** A catalog that configures every stream in one mode. */
export function configuredCatalog(streams: readonly Message[], mode: 'full_refresh' | 'incremental'): Message {
  return {
    streams: streams.map((stream) => ({
      stream,
      sync_mode: mode,
      destination_sync_mode: 'overwrite',
      // As PyAirbyte has them, in every read of every stream.
      sync_id: 1,
      generation_id: 1,
      minimum_generation_id: 0,
    })),
  };
}

/** The properties that a stream declares. */
export function declaredProperties(stream: Message): Readonly<Record<string, Message>> {
  return Object(at(stream, 'json_schema', 'properties'));
}
