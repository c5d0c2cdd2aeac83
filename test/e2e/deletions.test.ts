import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog, singerCatalog } from '../support/catalogs.ts';
import { at, lastState, type Message, messagesOf, recordsOf } from '../support/messages.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const mark = '_fluxx_deleted_at';
const schema = { type: ['string', 'null'], format: 'date-time' };
const settings = { streams: ['program', 'geo_country:name'], detect_deletions: true };

/** What differs between the protocols. */
const dialogues = {
  airbyte: {
    discover: ['discover'],
    read: ['read'],
    /** The discovered streams by name, with their schemas. */
    schemas: (catalog: Message) => schemasOf(at(catalog, 'catalog', 'streams'), 'name', 'json_schema'),
    select: (catalog: Message) => ({
      streams: streamsOf(at(catalog, 'catalog', 'streams')).map((stream) => ({ stream, sync_mode: 'incremental' })),
    }),
  },
  singer: {
    discover: ['--discover'],
    read: [],
    schemas: (catalog: Message) => schemasOf(catalog['streams'], 'tap_stream_id', 'schema'),
    select: (catalog: Message) => catalog,
  },
} as const;

function streamsOf(streams: unknown): readonly Message[] {
  return Array.isArray(streams) ? streams : [];
}

function schemasOf(streams: unknown, name: string, schema: string): ReadonlyMap<unknown, unknown> {
  return new Map(streamsOf(streams).map((stream) => [stream[name], stream[schema]]));
}

/** The states of a run as a file that the next one takes. */
function statesOf(run: FinishedProcess): string {
  return run.lines.filter((line) => line.startsWith('{"type":"STATE"')).join('\n');
}

async function discover({ config, write }: Instance, protocol: keyof typeof dialogues) {
  const { discover, schemas, select } = dialogues[protocol];
  const found = await runTap([...discover, '--config', config]);
  const [catalog = {}] = messagesOf(found);
  return { schemas: schemas(catalog), catalog: await write(`${protocol}-catalog.json`, select(catalog)) };
}

/** Reads, and has the messages checked against the catalog. */
async function read(
  { config, write }: Instance,
  protocol: keyof typeof dialogues,
  { catalog, state = '' }: { readonly catalog: string; readonly state?: string },
): Promise<FinishedProcess> {
  const stateFile = await write(`${protocol}-state.jsonl`, state);
  const { read } = dialogues[protocol];
  const run = await runTap([...read, '--config', config, '--catalog', catalog, '--state', stateFile]);
  const verdict = await runTap(['validate', '--catalog', catalog], { stdin: run.stdout });
  const faults = verdict.exitCode === 0 ? '' : verdict.stdout + verdict.stderr;
  expect([run.exitCode, faults]).toEqual([0, '']);
  return run;
}

describe.each(['airbyte', 'singer'] as const)('Deleted rows under %s', (protocol) => {
  it.concurrent('are marked in a property that the catalog has, by messages that hold for it', () =>
    withInstance({ settings }, async (instance) => {
      const { store, requests } = instance.simulator;
      for (const model of ['program', 'geo_country']) seedModel(store, model, 12);
      const { schemas, catalog } = await discover(instance, protocol);
      for (const stream of ['program', 'geo_country']) {
        expect(at(schemas.get(stream), 'properties', mark)).toEqual({ ...schema, description: expect.any(String) });
      }
      const first = await read(instance, protocol, { catalog });
      expect(recordsOf(first, 'program').map((record) => record[mark])).toEqual(Array(12).fill(null));
      const [gone = 0] = store.ids('program');
      store.hardDelete('program', gone);
      const second = await read(instance, protocol, { catalog, state: statesOf(first) });
      const [record, ...others] = recordsOf(second, 'program').filter((row) => row[mark] !== null);
      expect(others).toEqual([]);
      const noticed = record?.[mark];
      const properties = Object.keys(Object(at(schemas.get('program'), 'properties')));
      const nulls = Object.fromEntries(properties.map((name) => [name, null]));
      expect(record).toEqual({ ...nulls, id: gone, updated_at: noticed, [mark]: noticed });
      expect(noticed).toMatch(/^20[0-9]{2}-.*Z$/);
      expect(recordsOf(second, 'geo_country').some((row) => row[mark] !== null)).toBe(false);
      expect(at(lastState(second, 'program'), 'known_ids')).toEqual(expect.any(String));
      const third = await read(instance, protocol, { catalog, state: statesOf(second) });
      expect(recordsOf(third, 'program').some((row) => row[mark] !== null)).toBe(false);
      expect(requests.filter(({ parameters }) => parameters['cols']?.includes(mark))).toEqual([]);
    }));

  it.concurrent('are looked for no more once the setting is off, whatever the catalog says', () =>
    withInstance({ settings }, async (instance) => {
      const { store, requests } = instance.simulator;
      seedModel(store, 'program', 12);
      const { catalog } = await discover(instance, protocol);
      const first = await read(instance, protocol, { catalog });
      store.hardDelete('program', store.ids('program')[0] ?? 0);
      requests.length = 0;
      const { detect_deletions: _on, ...others } = instance.settings;
      const off = { ...instance, config: await instance.write('off.json', others) };
      const second = await read(off, protocol, { catalog, state: statesOf(first) });
      expect(recordsOf(second, 'program').map((record) => record[mark])).toEqual([null]);
      expect(second.stdout + second.stderr).not.toContain('nothing is known of');
      expect(requests.filter(({ parameters }) => parameters['cols']?.includes(mark))).toEqual([]);
      const listings = requests.filter((call) => call.model === 'program' && call.parameters['per_page'] === '500');
      expect(listings).toEqual([]);
    }));
});

describe('The mark of deleted rows', () => {
  it.concurrent('cannot be deselected under Singer', () =>
    withInstance({ settings }, async ({ config }) => {
      const [catalog] = messagesOf(await runTap(['--config', config, '--discover']));
      const metadata = streamsOf(catalog?.['streams']).flatMap((stream) => streamsOf(stream['metadata']));
      const ofMark = metadata.filter(({ breadcrumb }) => String(breadcrumb) === `properties,${mark}`);
      expect(ofMark.map((entry) => at(entry, 'metadata', 'inclusion'))).toEqual(['automatic', 'automatic']);
    }));
});

describe('A catalog from before the setting', () => {
  const streams = ['program', 'user'] as const;

  it.concurrent('is warned about once a stream under Airbyte, whose destination drops what it does not name', () =>
    withInstance({ settings: { detect_deletions: true } }, async ({ simulator, config, write }) => {
      for (const stream of streams) seedModel(simulator.store, stream, 3);
      const catalog = await write('catalog.json', airbyteCatalog(...streams));
      const run = await runTap(['read', '--config', config, '--catalog', catalog]);
      const warnings = messagesOf(run).filter((message) => String(at(message, 'log', 'message')).includes(mark));
      expect(warnings.map((message) => at(message, 'log', 'level'))).toEqual(['WARN', 'WARN']);
      expect(warnings.map((message) => at(message, 'log', 'message'))).toEqual(
        streams.map((stream) => expect.stringMatching(`^${stream}: .*discover`)),
      );
    }));

  it.concurrent('is no matter under Singer, where the tap itself says what is in the records', () =>
    withInstance({ settings: { detect_deletions: true } }, async ({ simulator, config, write }) => {
      seedModel(simulator.store, 'user', 3);
      const catalog = await write('catalog.json', singerCatalog('user'));
      const run = await runTap(['--config', config, '--catalog', catalog]);
      expect([run.exitCode, run.stderr.includes(mark)]).toEqual([0, false]);
      expect(recordsOf(run, 'user').map((record) => record[mark])).toEqual([null, null, null]);
      expect((await runTap(['validate'], { stdin: run.stdout })).exitCode).toBe(0);
    }));
});
