import { mkdir } from 'node:fs/promises';
import { seedFoundation, foundationModels as streams } from '../test/simulator/seed-foundation.ts';
import type { Simulator } from '../test/simulator/simulator.ts';
import { startSimulator } from '../test/simulator/start-simulator.ts';
import { compare, edit, tellChanges } from './demo/edits.ts';
import { configure, folder, lastStates, readLines, writeJson } from './demo/messages.ts';
import { read, tap, validate } from './demo/run-tap.ts';
import { say } from './demo/say.ts';

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

const farewell = `
The messages, the catalog and the state lie in ${folder}/.

To read your own instance, put its settings into a file:
  {"instance": "acme.fluxx.io", "client_id": "...", "client_secret": "..."}
and run
  node dist/bin.js check --config config.json
  node dist/bin.js --config config.json --discover > catalog.json
  node dist/bin.js --config config.json --catalog catalog.json > messages.jsonl`;

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

await main();
