import type { LoggedRequest } from '../simulator/logged-request.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { at, type Message, messagesOf } from '../support/messages.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { withWorkspace } from '../support/with-workspace.ts';
import {
  type Dialogue,
  dialogues,
  discover,
  type Protocol,
  propertiesOf,
  readStreams,
  settingsFor,
} from './dialogue.ts';
import { fillEveryModel } from './every-model.ts';

/** How many rows each model has at least. */
export const rowsEach = 3;

const seed = 1;

/** What always comes along, where a stream has it. */
const automatic = new Set(['id', 'updated_at']);

/** What was found of one stream in one read. */
export interface Reading {
  readonly name: string;
  readonly schema: Message;
  readonly records: readonly Message[];
  /** The properties that must be emitted: those that were selected, and what always comes along. */
  readonly emitted: readonly string[];
  /** The columns that its list calls asked for. */
  readonly requested: readonly string[];
  /** The ids that the server has. */
  readonly ids: readonly number[];
}

/** What was found of all streams: with all of their properties selected, and with some. */
export interface Found {
  readonly streams: readonly Message[];
  readonly all: readonly Reading[];
  readonly some: readonly Reading[];
  /** What the validator says of either read. */
  readonly verdicts: readonly string[];
}

/** Chooses among the properties of a stream. */
type Draw = (stream: string, properties: readonly string[]) => ReadonlySet<string>;

/** About every third property; others with another seed, the same with the same. */
function drawn(stream: string, properties: readonly string[]): ReadonlySet<string> {
  let state = [...Buffer.from(stream)].reduce((sum, byte) => (sum * 31 + byte) >>> 0, seed);
  const next = (): number => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return new Set(properties.filter(() => next() < 1 / 3));
}

/** Discovery reads two models in pages of its own size, with columns of its own. */
function columnsOf(requests: readonly LoggedRequest[], model: string): readonly string[] {
  const calls = requests.filter((call) => call.kind === 'list' && call.model === model);
  const own = calls.filter(({ parameters }) => parameters['per_page'] !== '500');
  return [...new Set(own.flatMap(({ parameters }) => JSON.parse(parameters['cols'] ?? '[]') as readonly string[]))];
}

function recordsByStream(run: FinishedProcess): ReadonlyMap<string, readonly Message[]> {
  const byStream = new Map<string, Message[]>();
  for (const message of messagesOf(run)) {
    if (message['type'] !== 'RECORD') continue;
    const isSinger = 'stream' in message;
    const name = String(isSinger ? message['stream'] : at(message, 'record', 'stream'));
    const record: Message = Object(isSinger ? message['record'] : at(message, 'record', 'data'));
    byStream.set(name, [...(byStream.get(name) ?? []), record]);
  }
  return byStream;
}

/** What a finished run said of each stream, beside what it should have. */
function toReadings(
  { requests, store }: Simulator,
  run: FinishedProcess,
  dialogue: Dialogue,
  chosen: readonly (readonly [stream: Message, properties: ReadonlySet<string>])[],
): readonly Reading[] {
  const records = recordsByStream(run);
  return chosen.map(([stream, properties]) => {
    const [name, schema] = [dialogue.nameOf(stream), dialogue.schemaOf(stream)];
    const isEmitted = (property: string): boolean => properties.has(property) || automatic.has(property);
    return {
      name,
      schema,
      records: records.get(name) ?? [],
      emitted: Object.keys(propertiesOf(schema)).filter(isEmitted),
      requested: columnsOf(requests, name),
      ids: store.ids(name),
    };
  });
}

/** Discovers every stream of an instance with every model, and reads all of them at once, twice. */
export async function readEveryStream(protocol: Protocol): Promise<Found> {
  const dialogue = dialogues[protocol];
  return withSimulator({}, (simulator) =>
    withWorkspace(async (workspace) => {
      fillEveryModel(simulator.store, rowsEach);
      const config = await workspace.write('config.json', settingsFor(simulator, { page_size: 2, concurrency: 8 }));
      const streams = await discover(dialogue, config);
      const verdicts: string[] = [];
      const read = async (mode: 'full' | 'incremental', choose: Draw): Promise<readonly Reading[]> => {
        const chosen = streams.map(
          (stream) => [stream, choose(dialogue.nameOf(stream), dialogue.selectable(stream))] as const,
        );
        const byName = new Map(chosen.map(([stream, properties]) => [dialogue.nameOf(stream), properties]));
        simulator.requests.length = 0;
        const request = { config, streams, mode, properties: byName } as const;
        const run = await readStreams(dialogue, workspace, request);
        verdicts.push((await runTap(['validate'], { stdin: run.stdout, timeLimitMs: 60_000 })).stdout);
        return toReadings(simulator, run, dialogue, chosen);
      };
      const all = await read('incremental', (_stream, properties) => new Set(properties));
      return { streams, all, some: await read('full', drawn), verdicts };
    }),
  );
}
