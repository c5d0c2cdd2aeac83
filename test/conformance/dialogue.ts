import { expect } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { at, type Message, messagesOf } from '../support/messages.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import type { Workspace } from '../support/with-workspace.ts';

/** A protocol by its name. */
export type Protocol = 'airbyte' | 'singer';

/** How a stream is to be read: whether in full, and the properties to select of each, where not all. */
export interface Choice {
  readonly mode: 'full' | 'incremental';
  readonly properties?: ReadonlyMap<string, ReadonlySet<string>>;
}

/** What differs between the protocols, as far as a test of rows and states is concerned. */
export interface Dialogue {
  readonly verbs: { readonly discover: readonly string[]; readonly read: readonly string[] };
  /** A catalog as a user makes it of a discovered one. */
  readonly select: (streams: readonly Message[], choice: Choice) => unknown;
  /** The streams of a discovered catalog; the name, the key and the JSON schema of one. */
  readonly streamsOf: (discovered: readonly Message[]) => readonly Message[];
  readonly nameOf: (stream: Message) => string;
  readonly keyOf: (stream: Message) => unknown;
  readonly schemaOf: (stream: Message) => Message;
  /** The properties that a user can select, by the catalog. */
  readonly selectable: (stream: Message) => readonly string[];
  /** The content of a state file after a run. */
  readonly stateOf: (messages: readonly Message[]) => unknown;
}

/** The two protocols. */
export const dialogues: Readonly<Record<Protocol, Dialogue>> = {
  airbyte: {
    verbs: { discover: ['discover'], read: ['read'] },
    streamsOf: ([catalog]) => list(at(catalog, 'catalog', 'streams')),
    nameOf: (stream) => String(stream['name']),
    keyOf: (stream) => list(stream['source_defined_primary_key']).flat(),
    schemaOf: (stream) => Object(stream['json_schema']),
    selectable: (stream) => Object.keys(Object(at(stream, 'json_schema', 'properties'))),
    select: (streams, choice) => ({ streams: streams.map((stream) => configured(stream, choice)) }),
    stateOf: (messages) => {
      const states = messages.filter(({ type }) => type === 'STATE').map((message) => message['state']);
      return [...new Map(states.map((state) => [at(state, 'stream', 'stream_descriptor', 'name'), state])).values()];
    },
  },
  singer: {
    verbs: { discover: ['--discover'], read: [] },
    streamsOf: ([catalog]) => list(catalog?.['streams']),
    nameOf: (stream) => String(stream['tap_stream_id']),
    keyOf: (stream) => stream['key_properties'],
    schemaOf: (stream) => Object(stream['schema']),
    selectable: (stream) =>
      list(stream['metadata'])
        .filter((entry) => isProperty(entry) && at(entry, 'metadata', 'inclusion') !== 'unsupported')
        .map(propertyOf),
    select: (streams, choice) => ({ streams: streams.map((stream) => annotated(stream, choice)) }),
    stateOf: (messages) => messages.findLast(({ type }) => type === 'STATE')?.['value'],
  },
};

/** The platform leaves what is not selected out of the schema. */
function configured(stream: Message, { mode, properties }: Choice): Message {
  const schema: Message = Object(stream['json_schema']);
  const chosen = properties?.get(String(stream['name']));
  const left = Object.entries(Object(schema['properties'])).filter(([name]) => chosen?.has(name) ?? true);
  const canBe = list(stream['supported_sync_modes']).length > 1;
  return {
    stream: { ...stream, json_schema: { ...schema, properties: Object.fromEntries(left) } },
    sync_mode: mode === 'incremental' && canBe ? 'incremental' : 'full_refresh',
    destination_sync_mode: 'append_dedup',
  };
}

function annotated(stream: Message, { mode, properties }: Choice): Message {
  const chosen = properties?.get(String(stream['tap_stream_id']));
  const metadata = list(stream['metadata']).map((entry) =>
    isProperty(entry) && chosen
      ? { ...entry, metadata: { ...Object(entry['metadata']), selected: chosen.has(propertyOf(entry)) } }
      : entry,
  );
  return { ...stream, metadata, replication_method: mode === 'full' ? 'FULL_TABLE' : 'INCREMENTAL' };
}

function isProperty({ breadcrumb }: Message): boolean {
  return Array.isArray(breadcrumb) && breadcrumb[0] === 'properties';
}

function propertyOf({ breadcrumb }: Message): string {
  return Array.isArray(breadcrumb) ? String(breadcrumb[1]) : '';
}

function list(value: unknown): readonly Message[] {
  return Array.isArray(value) ? (value as readonly Message[]) : [];
}

/** Settings for a pretend instance, without a limit that a test would wait for. */
export function settingsFor(simulator: Simulator, changes: Message): Message {
  return {
    instance: simulator.url,
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    lookback_minutes: 0,
    requests_per_minute: 1_000_000,
    ...changes,
  };
}

/** The streams that the executable discovers. */
export async function discover(dialogue: Dialogue, config: string): Promise<readonly Message[]> {
  const run = await runTap([...dialogue.verbs.discover, '--config', config], { timeLimitMs: 60_000 });
  expect(run.exitCode).toBe(0);
  return dialogue.streamsOf(messagesOf(run).filter(({ type }) => type !== 'LOG'));
}

/** What is read, from where on. */
export interface Request extends Choice {
  readonly config: string;
  readonly streams: readonly Message[];
  readonly state?: unknown;
}

/** Reads streams with the executable, to the end. */
export async function readStreams(
  dialogue: Dialogue,
  { write }: Workspace,
  { config, streams, state, ...choice }: Request,
): Promise<FinishedProcess> {
  const catalog = await write('catalog.json', dialogue.select(streams, choice));
  const from = state === undefined ? [] : ['--state', await write('state.json', state)];
  const args = [...dialogue.verbs.read, '--config', config, '--catalog', catalog, ...from];
  const run = await runTap(args, { timeLimitMs: 60_000 });
  expect(run.exitCode).toBe(0);
  return run;
}

/** The properties of a JSON schema. */
export function propertiesOf(schema: Message): Readonly<Record<string, Message>> {
  return isObject(schema['properties']) ? (schema['properties'] as Readonly<Record<string, Message>>) : {};
}
