import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { seedFoundation, foundationModels as streams } from '../test/simulator/seed-foundation.ts';
import type { Simulator } from '../test/simulator/simulator.ts';
import { startSimulator } from '../test/simulator/start-simulator.ts';

/** Where the demonstration leaves its files. */
const folder = 'demo-output';

/** The default of the setting. */
const lookbackMinutes = 15;

/** What one run of the tap wrote. */
interface Run {
  readonly file: string;
  /** `updated_at` by id, by stream. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<number, string>>;
  readonly records: number;
}

/** Shows a first and an incremental read against a pretend foundation, and checks both against its data. */
async function main(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const simulator = await startSimulator();
  try {
    say('A pretend Fluxx instance, filled with a small foundation:');
    seedFoundation(simulator.store, { scale: 1 });
    const total = streams.reduce((sum, stream) => sum + simulator.store.count(stream), 0);
    say(`  ${streams.length} models, ${total.toLocaleString('en-US')} rows at ${simulator.url}\n`);
    await writeJson('config.json', toConfig(simulator));

    say('1. Discover the streams (Airbyte), and select them all:');
    await tap(['discover', '--config', `${folder}/config.json`], 'discovered.jsonl');
    await writeJson('catalog.json', configure(await readLines('discovered.jsonl')));

    say('\n2. Read everything:');
    const first = await read('first-read.jsonl', 'airbyte', undefined);
    for (const stream of streams) compare(stream, new Set(simulator.store.ids(stream)), first);
    await writeJson('state.json', lastStates(await readLines(first.file)));
    say(
      `  ${first.records.toLocaleString('en-US')} records, the same rows as the server's, in ${count(simulator)} list calls`,
    );

    say('\n3. Edit some rows on the server, and read again from the state:');
    const edited = edit(simulator);
    simulator.requests.length = 0;
    const second = await read('second-read.jsonl', 'airbyte', 'state.json');
    tellChanges(edited, first, second);
    say(`  ${count(simulator)} list calls for ${streams.length} streams`);

    say('\n4. The same state continues under the other protocol (Singer):');
    const third = await read('singer-read.jsonl', 'singer', 'state.json');
    tellChanges(edited, first, third);

    say('\n5. Check every line of the three files:');
    for (const { file } of [first, second, third]) await validate(file);
    say(farewell);
  } finally {
    await simulator.close();
  }
}

/** Checks that every edited row came, and besides only rows which the lookback reads again. */
function tellChanges(edited: ReadonlyMap<string, ReadonlySet<number>>, before: Run, after: Run): void {
  let changed = 0;
  for (const stream of streams) {
    const wanted = edited.get(stream) ?? new Set();
    changed += wanted.size;
    const again = readAgain(before.rows.get(stream) ?? new Map());
    compare(stream, wanted, { ...after, rows: new Map([[stream, without(after.rows.get(stream), again, wanted)]]) });
  }
  const repeated = after.records - changed;
  say(
    `  ${after.records} records: the ${changed} edited rows, and ${repeated} as new as the bookmark less the lookback`,
  );
}

/** The rows that an incremental run reads again, changed or not: those of the last minutes before the bookmark. */
function readAgain(rows: ReadonlyMap<number, string>): ReadonlySet<number> {
  const latest = Math.max(...[...rows.values()].map((text) => Date.parse(text)));
  const from = latest - lookbackMinutes * 60_000;
  return new Set([...rows].filter(([, text]) => Date.parse(text) >= from).map(([id]) => id));
}

function without(
  rows: ReadonlyMap<number, string> = new Map(),
  again: ReadonlySet<number>,
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, string> {
  return new Map([...rows].filter(([id]) => wanted.has(id) || !again.has(id)));
}

const farewell = `
The messages, the catalog and the state lie in ${folder}/.

To read your own instance, put its settings into a file:
  {"instance": "acme.fluxx.io", "client_id": "...", "client_secret": "..."}
and run
  node dist/bin.js check --config config.json
  node dist/bin.js --config config.json --discover > catalog.json
  node dist/bin.js --config config.json --catalog catalog.json > messages.jsonl`;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function count(simulator: Simulator): number {
  return simulator.requests.filter(({ kind }) => kind === 'list').length;
}

function toConfig(simulator: Simulator): object {
  return {
    instance: simulator.url,
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
    streams,
    page_size: 500,
    requests_per_minute: 100_000,
  };
}

async function writeJson(name: string, value: unknown): Promise<void> {
  await writeFile(`${folder}/${name}`, `${JSON.stringify(value, undefined, 2)}\n`);
}

interface Data {
  readonly id: number;
  readonly updated_at: string;
}

interface Message {
  readonly type: string;
  readonly stream?: string;
  readonly catalog?: { readonly streams: readonly { readonly supported_sync_modes: readonly string[] }[] };
  /** Airbyte puts the data one level deeper than Singer. */
  readonly record?: { readonly stream: string; readonly data: Data } & { readonly [Key in keyof Data]?: Data[Key] };
  readonly state?: { readonly stream: { readonly stream_descriptor: { readonly name: string } } };
}

async function readLines(name: string): Promise<readonly Message[]> {
  const text = await readFile(`${folder}/${name}`, 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Message);
}

/** What Airbyte does when a user ticks every stream. */
function configure(messages: readonly Message[]): object {
  const streams = messages.find(({ type }) => type === 'CATALOG')?.catalog?.streams ?? [];
  return {
    streams: streams.map((stream) => ({
      stream,
      sync_mode: stream.supported_sync_modes.includes('incremental') ? 'incremental' : 'full_refresh',
      destination_sync_mode: 'append_dedup',
    })),
  };
}

/** The last state of each stream, as Airbyte keeps them. */
function lastStates(messages: readonly Message[]): readonly unknown[] {
  const states = new Map<string, unknown>();
  for (const { state } of messages) if (state) states.set(state.stream.stream_descriptor.name, state);
  return [...states.values()];
}

/** Changes a few rows of four models, a second after everything else: only these may come. */
function edit({ store, clock }: Simulator): ReadonlyMap<string, ReadonlySet<number>> {
  clock.advance(1000);
  const edited = new Map<string, Set<number>>();
  for (const [model, amount] of [
    ['grant_request', 12],
    ['organization', 5],
    ['geo_state', 2],
    ['mac_model_type_dyn_site_visit', 3],
  ] as const) {
    const ids = store
      .ids(model)
      .filter((_id, index) => index % 97 === 3)
      .slice(0, amount);
    store.bulkUpdate(model, ids, {});
    edited.set(model, new Set(ids));
  }
  return edited;
}

async function read(file: string, protocol: 'airbyte' | 'singer', state: string | undefined): Promise<Run> {
  const verb = protocol === 'airbyte' ? ['read'] : [];
  const from = state === undefined ? [] : ['--state', `${folder}/${state}`];
  await tap([...verb, '--config', `${folder}/config.json`, '--catalog', `${folder}/catalog.json`, ...from], file);
  const rows = new Map<string, Map<number, string>>();
  let records = 0;
  for (const message of await readLines(file)) {
    if (message.type !== 'RECORD') continue;
    const name = message.record?.stream ?? message.stream ?? '';
    const { id, updated_at } = message.record?.data ?? (message.record as Data);
    rows.set(name, (rows.get(name) ?? new Map<number, string>()).set(id, updated_at));
    records += 1;
  }
  return { file, rows, records };
}

/** Runs the tap as a user would, its messages into a file, its progress on this terminal. */
async function tap(parameters: readonly string[], file: string): Promise<void> {
  say(`  $ tap-fluxx ${parameters.join(' ')} > ${folder}/${file}`);
  const child = spawn(process.execPath, ['dist/bin.js', ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] });
  const output = createWriteStream(`${folder}/${file}`);
  child.stdout.pipe(output);
  const [[exitCode]] = await Promise.all([once(child, 'exit'), finished(output)]);
  if (exitCode !== 0) throw new Error(`the tap ended with exit code ${String(exitCode)}; see ${folder}/${file}`);
}

async function validate(file: string): Promise<void> {
  const child = spawn(process.execPath, ['dist/bin.js', 'validate'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(await readFile(`${folder}/${file}`));
  let report = '';
  child.stdout.on('data', (chunk: Buffer) => {
    report += chunk.toString();
  });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`${file} has faults:\n${report}`);
  say(`  ${file}: no fault`);
}

function compare(stream: string, wanted: ReadonlySet<number>, { rows }: Run): void {
  const got = rows.get(stream) ?? new Map<number, string>();
  const lost = [...wanted].filter((id) => !got.has(id));
  const extra = [...got.keys()].filter((id) => !wanted.has(id));
  if (lost.length + extra.length > 0)
    throw new Error(`${stream}: ${lost.length} rows lost, ${extra.length} rows too many`);
}

await main();
