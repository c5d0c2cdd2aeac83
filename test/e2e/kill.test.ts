import { describe, expect, it } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import { mix } from '../simulator/hash.ts';
import type { ModelDefinition } from '../simulator/table.ts';
import { type Cut, killTap } from '../support/kill-tap.ts';
import { at, type Message, messagesOf } from '../support/messages.ts';
import type { FinishedProcess } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

/** How many runs are killed, under both protocols together; `KILLS=1000 npm run test:kills` for a long run. */
const kills = Number(process.env['KILLS'] ?? 20);
/** All that is drawn follows from it; how much the tap has done when the signal arrives does not. */
const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000_000);
/** After so many kills comes a run to the end, and another instance; in turn. After one, that run begins midway. */
const chainLengths = [5, 5, 1, 1];
const protocols = ['read', 'singer'] as const;
type Protocol = (typeof protocols)[number];

/** A model of the instance. */
interface Stream {
  readonly name: string;
  readonly rows: number;
  /** So many rows in turn share a second, an hour after those before them. */
  readonly rowsInOneSecond: number;
  readonly server: ModelDefinition;
  /** With long texts a page is more than a pipe holds: the signal finds the tap in the middle of a line. */
  readonly texts: 'short' | 'long';
  readonly dates: 'all' | 'most';
}

const usual = { texts: 'short', dates: 'all' } as const;

/** Long enough for a state in their middle. Each chain has one of them. */
const longStreams: readonly Stream[] = [
  { ...usual, name: 'organization', rows: 11_000, rowsInOneSecond: 7, server: { engine: 'search' } },
  { ...usual, name: 'geo_place', rows: 11_000, rowsInOneSecond: 7, server: { engine: 'database' } },
];

const late = { indexDelay: 20_000, insertIndexDelay: 10_000, pageCap: 60 } as const;
const byDay = { engine: 'search', dialect: { datetimes: 'day' } } as const;
const unbounded = { engine: 'search', dialect: { datetimes: 'ignored' } } as const;
const byIdAlone = { engine: 'database', dialect: { sortable: ['id'] } } as const;

/** Each has a state at its end, and ends at another time. */
const shortStreams: readonly Stream[] = [
  { name: 'sub_program', rows: 900, rowsInOneSecond: 400, server: { dialect: late }, texts: 'short', dates: 'most' },
  { ...usual, name: 'group', rows: 600, rowsInOneSecond: 1, server: byDay, texts: 'long' },
  { ...usual, name: 'outcome', rows: 500, rowsInOneSecond: 1, server: unbounded },
  { ...usual, name: 'section', rows: 400, rowsInOneSecond: 1, server: byIdAlone, texts: 'long' },
];

/** Draws a whole number below a bound. */
type Draw = (bound: number) => number;

function createDraw(...seeds: readonly number[]): Draw {
  const start = seeds.reduce(mix);
  let place = 0;
  return (bound) => mix(start, place++) % bound;
}

/** The streams of a chain in the order of its catalogs. */
function streamsOf(chain: number, draw: Draw): readonly Stream[] {
  const long = longStreams.filter((_, index) => index === chain % longStreams.length);
  const turn = draw(shortStreams.length);
  return [...long, ...shortStreams.slice(turn), ...shortStreams.slice(0, turn)];
}

function textOf({ texts }: Stream, version: number): string {
  return `Text ${version}${texts === 'long' ? ' of many words'.repeat(version % 200) : ''}`;
}

function fill({ simulator: { store, clock } }: Instance, streams: readonly Stream[]): void {
  const [start, hour] = [Date.UTC(2020, 0, 1), 3_600_000];
  for (const stream of streams) {
    store.define(stream.name, stream.server);
    for (let index = 0; index < stream.rows; index++) {
      const changedAt = new Date(start + Math.floor(index / stream.rowsInOneSecond) * hour).toISOString();
      store.insert(stream.name, { name: textOf(stream, index), created_at: changedAt, updated_at: changedAt });
    }
  }
  clock.advance(60_000); // until the index shows them
}

/** What somebody does to the rows of a model, all of it in one second. A bulk edit is of few enough to leave most alone. */
function edit({ simulator: { store } }: Instance, draw: Draw, stream: Stream): void {
  const ids = store.ids(stream.name);
  const place = draw(ids.length);
  const id = ids[place] ?? 0;
  const name = textOf(stream, draw(1e9));
  const kind = draw(8);
  if (kind <= 1) store.insert(stream.name, { name });
  else if (kind === 2) store.insert(stream.name, { name, ...(stream.dates === 'most' && { updated_at: null }) });
  else if (kind === 3) store.softDelete(stream.name, id);
  else if (kind === 4) store.hardDelete(stream.name, id);
  else if (kind === 5) store.bulkUpdate(stream.name, ids.slice(place, place + draw(ids.length / 20)), { name });
  else store.update(stream.name, id, { name });
}

/** What a target keeps: the rows by id, of which the last that came counts, and the state as its platform hands it back. */
interface Target {
  /** Takes what has reached it, and returns how many records those were, by stream. */
  readonly take: (run: Pick<FinishedProcess, 'lines'>) => ReadonlyMap<string, number>;
  readonly rows: (stream: string) => ReadonlyMap<number, Message>;
  /** `undefined` before the first. */
  readonly state: () => unknown;
  readonly stateOf: (stream: string) => unknown;
}

function createTarget(protocol: Protocol): Target {
  const tables = new Map<string, Map<number, Message>>();
  const airbyteStates = new Map<unknown, unknown>();
  let singerState: unknown;
  const takeState = ({ state, value }: Message): void => {
    if (protocol === 'read') airbyteStates.set(at(state, 'stream', 'stream_descriptor', 'name'), state);
    else singerState = value;
  };
  const take: Target['take'] = (run) => {
    const counts = new Map<string, number>();
    for (const message of messagesOf(run)) {
      const { type, record } = message;
      if (type === 'STATE') takeState(message);
      if (type !== 'RECORD') continue;
      const name = String(protocol === 'read' ? at(record, 'stream') : message['stream']);
      const row = protocol === 'read' ? at(record, 'data') : record;
      if (!isObject(row)) throw new Error(`No record: ${JSON.stringify(message)}`);
      const table = tables.get(name) ?? new Map<number, Message>();
      tables.set(name, table.set(Number(row['id']), row));
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return counts;
  };
  return {
    take,
    rows: (stream) => tables.get(stream) ?? new Map(),
    state: () => (protocol === 'read' && airbyteStates.size > 0 ? [...airbyteStates.values()] : singerState),
    stateOf: (stream) =>
      protocol === 'read'
        ? at(airbyteStates.get(stream), 'stream', 'stream_state')
        : whatIsSaid(at(singerState, 'bookmarks', stream)),
  };
}

/** A value without the nulls in it. */
function whatIsSaid(value: unknown): unknown {
  if (!isObject(value)) return value ?? undefined;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => (part === null ? [] : [[key, whatIsSaid(part)]])),
  );
}

const columns = ['id', 'updated_at', 'name'] as const;
const timestamp = { type: ['null', 'string'], format: 'date-time' };
const schema = {
  type: 'object',
  properties: { id: { type: 'integer' }, updated_at: timestamp, name: { type: ['null', 'string'] } },
};

function catalogOf(protocol: Protocol, streams: readonly Stream[]): unknown {
  const selected = [{ breadcrumb: [], metadata: { selected: true } }];
  const modes = { sync_mode: 'incremental', destination_sync_mode: 'append_dedup' };
  return {
    streams: streams.map(({ name }) =>
      protocol === 'read'
        ? { stream: { name, json_schema: schema, supported_sync_modes: ['incremental'] }, ...modes }
        : { tap_stream_id: name, stream: name, schema, metadata: selected },
    ),
  };
}

/** The stretches of time that a first load in several ranges has read behind a gap, each with its end. */
function stretchesOf(state: unknown): readonly unknown[] {
  const read = at(state, 'load', 'read');
  return Array.isArray(read) ? read : [];
}

/** How a stream stands by its state. */
function standingOf(state: unknown): 'unread' | 'midway' | 'done' {
  if (at(state, 'synced_at') !== undefined) return 'done';
  const isSwept = Number(at(state, 'sweep', 'last_id') ?? 0) > 0;
  const isBegun = at(state, 'replication_key_value') !== undefined || stretchesOf(state).length > 0;
  return isSwept || isBegun ? 'midway' : 'unread';
}

/** About how many rows a run from a state will give. */
function rowsAhead({ simulator: { store } }: Instance, stream: string, state: unknown): number {
  const lastId = at(state, 'sweep', 'last_id');
  if (lastId !== undefined) return store.ids(stream).filter((id) => id > Number(lastId)).length;
  const bookmark = String(at(state, 'replication_key_value') ?? '');
  const isRead = (time: string): boolean =>
    time < bookmark || stretchesOf(state).some((s) => String(at(s, 'from')) <= time && time < String(at(s, 'to')));
  return store.rows(stream, ['updated_at']).filter((row) => !isRead(String(row['updated_at']))).length;
}

/** An instance and its target. */
interface Scene {
  readonly instance: Instance;
  readonly protocol: Protocol;
  readonly target: Target;
  readonly draw: Draw;
  readonly streams: readonly Stream[];
}

function drawReader(draw: Draw): Cut['reader'] {
  return draw(2) === 0 ? 'lives' : 'dies';
}

/** A line soon after a state, where records that it vouches for too early would be lost. */
function drawCutBehind(states: number, draw: Draw): Cut {
  return { states, lines: draw([10, 100, 800][draw(3)] ?? 1), reader: drawReader(draw) };
}

/** A line to be killed at, anywhere in what the next run will write, or soon after a state. */
function drawCut({ instance, target, draw, streams }: Scene): Cut {
  if (draw(3) === 0) return drawCutBehind(1 + draw(streams.length), draw);
  const ahead = streams.map(({ name }) => rowsAhead(instance, name, target.stateOf(name)));
  return { states: 0, lines: 1 + draw(ahead.reduce((sum, rows) => sum + rows, 1)), reader: drawReader(draw) };
}

function drawConcurrency(draw: Draw): number {
  return [1, 2, 9][draw(3)] ?? 1;
}

/** How a run of a chain is done. */
interface Conditions {
  /** The last run of a chain has none, nor does anybody work meanwhile. */
  readonly cut?: Cut;
  /** Default: all of them. */
  readonly streams?: readonly Stream[];
  /** Above the number of streams, each is read in several ranges at the same time. */
  readonly concurrency: number;
}

/** What a run has shown. */
interface Link {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The streams whose state it went on from, as they stood before. */
  readonly resumed: readonly ('midway' | 'done')[];
  /** Those of them that it gave as many rows of as there are, as if there had been no state. */
  readonly readAnew: readonly string[];
}

/** Runs the tap from the state that the target has to the cut. Settings that no state may depend on change every time. */
async function runOnce(scene: Scene, conditions: Conditions): Promise<Link> {
  const { instance, protocol, target, draw, streams } = scene;
  const { simulator, settings, write } = instance;
  const { cut, concurrency } = conditions;
  const page_size = [150, 300, 500][draw(3)];
  const config = await write('config.json', { ...settings, page_size, concurrency });
  const catalog = await write('catalog.json', catalogOf(protocol, conditions.streams ?? streams));
  const state = target.state();
  const options = state === undefined ? [] : ['--state', await write('state.json', state)];
  const before = new Map(streams.map(({ name }) => [name, standingOf(target.stateOf(name))]));
  const drawEdit = createDraw(seed, draw(2 ** 32));
  const removeHook = simulator.onRequest(() => {
    if (cut === undefined || drawEdit(8) > 0) return;
    simulator.clock.advance(drawEdit(3) * 1000);
    const stream = streams[drawEdit(streams.length)];
    if (stream) edit(instance, drawEdit, stream);
  });
  const command = protocol === 'read' ? ['read'] : [];
  const run = await killTap([...command, '--config', config, '--catalog', catalog, ...options], cut);
  removeHook();
  const counts = target.take(run);
  return {
    exitCode: run.exitCode,
    signal: run.signal,
    resumed: [...before.values()].filter((standing) => standing !== 'unread'),
    readAnew: streams
      .map(({ name }) => name)
      .filter((name) => before.get(name) !== 'unread' && (counts.get(name) ?? 0) >= simulator.store.count(name)),
  };
}

function columnsOf(row: Message | undefined): string {
  return row === undefined ? 'nothing' : JSON.stringify(columns.map((column) => row[column]));
}

/** What the target has otherwise than the server; rows that the server has no longer are nothing to either. */
function differences({ instance, target, streams }: Scene): readonly string[] {
  return streams.flatMap(({ name }) => {
    const rows = target.rows(name);
    const all = instance.simulator.store
      .rows(name, columns)
      .map((row) => ({ there: columnsOf(row), here: columnsOf(rows.get(Number(row['id']))) }))
      .filter(({ there, here }) => there !== here)
      .map(({ there, here }) => `${name}: the server has ${there.slice(0, 100)}, the target ${here.slice(0, 100)}`);
    return all.length > 3 ? [...all.slice(0, 3), `${name}: and ${all.length - 3} more`] : all;
  });
}

/** Kills run after run on one instance, and lets the last one end. */
async function playChain(protocol: Protocol, chain: number, killsWanted: number): Promise<readonly Link[]> {
  const draw = createDraw(seed, protocols.indexOf(protocol), chain);
  const settings = { lookback_minutes: 1, requests_per_minute: 1_000_000 };
  return await withInstance({ settings, now: () => Date.UTC(2026, 5, 1) }, async (instance) => {
    const streams = streamsOf(chain, draw);
    fill(instance, streams);
    const { clock } = instance.simulator;
    const scene: Scene = { instance, protocol, target: createTarget(protocol), draw, streams };
    const links: Link[] = [];
    // The first state of a long stream is of its middle; that of Singer says that nothing was read. Once the cut is sure to be
    // there too.
    const states = protocol === 'read' ? 1 : 2;
    const first: Cut = chain === 0 ? { states, lines: draw(10), reader: 'dies' } : drawCutBehind(states, draw);
    let conditions: Conditions = { cut: first, streams: streams.slice(0, 1), concurrency: drawConcurrency(draw) };
    for (let killed = 0; killed < killsWanted; ) {
      const link = await runOnce(scene, conditions);
      links.push(link);
      if (link.signal === 'SIGKILL') killed += 1;
      else expect({ protocol, chain, seed, exitCode: link.exitCode }).toEqual({ protocol, chain, seed, exitCode: 0 });
      clock.advance((20 + draw(100)) * 1000);
      for (const stream of streams) for (let count = draw(6); count > 0; count--) edit(instance, draw, stream);
      clock.advance(draw(180) * 1000); // so that the lookback alone does not find them
      conditions = { cut: drawCut(scene), concurrency: drawConcurrency(draw) };
    }
    clock.advance(30_000); // the index catches up, well within the lookback
    const last = await runOnce(scene, { concurrency: drawConcurrency(draw) });
    const result = { exitCode: last.exitCode, differences: differences(scene) };
    expect({ protocol, chain, seed, ...result }).toEqual({ protocol, chain, seed, exitCode: 0, differences: [] });
    return [...links, last];
  });
}

describe(`Under ${kills} times SIGKILL at a random line, while people edit and delete (KILL_SEED=${seed}),`, () => {
  it.concurrent.each(protocols)(
    'what was written makes up the data of the server, and a state saves reading: %s',
    async (protocol) => {
      const killsWanted = Math.ceil(kills / 2);
      const links: Link[] = [];
      const killed = (): readonly Link[] => links.filter(({ signal }) => signal === 'SIGKILL');
      for (let chain = 0; killed().length < killsWanted; chain++) {
        const length = chainLengths[chain % chainLengths.length] ?? 1;
        links.push(...(await playChain(protocol, chain, Math.min(length, killsWanted - killed().length))));
      }
      expect(killed().length).toBe(killsWanted);
      const resumed = links.flatMap((link) => link.resumed);
      expect(resumed).toContain('midway');
      expect(links.flatMap(({ readAnew }) => readAnew)).toEqual([]);
    },
    kills * 10_000 + 60_000,
  );
});
