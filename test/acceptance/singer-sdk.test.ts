import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { at, type Message, messagesOf, recordsOf } from '../support/messages.ts';
import { edit, fill, mixedStreams } from '../support/mixed-instance.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

/** The last has no cursor. */
const streams = [...mixedStreams, 'claim_expense_row'] as const;

/** What the tap says of an instance. */
interface Said {
  readonly discovered: FinishedProcess;
  readonly again: FinishedProcess;
  /** A run with the catalog that was discovered, and one that goes on from its state. */
  readonly first: FinishedProcess;
  readonly second: FinishedProcess;
  readonly tested: FinishedProcess;
}

function listen(): Promise<Said> {
  return withInstance({ settings: { streams: [...streams], page_size: 50 } }, async (instance) => {
    fill(instance, streams);
    const config = ['--config', instance.config];
    const discovered = await runTap([...config, '--discover']);
    const again = await runTap([...config, '--discover']);
    const catalog = ['--catalog', await instance.write('catalog.json', messagesOf(discovered)[0])];
    const first = await runTap([...config, ...catalog]);
    edit(instance, streams);
    const second = await runTap([...config, ...catalog, '--state', await stateOf(first, instance)]);
    const tested = await runTap([...config, ...catalog, '--test']);
    return { discovered, again, first, second, tested };
  });
}

function stateOf(run: FinishedProcess, { write }: Instance): Promise<string> {
  return write('state.json', messagesOf(run).at(-1)?.['value']);
}

let said: Said;

beforeAll(async () => {
  said = await listen();
});

const ajv = new Ajv({ strict: false, allErrors: true, ownProperties: true });
addFormats.default(ajv);

/** The schema that a run tells of a stream. */
function schemaOf(stream: string, run = said.first): Message {
  const message = messagesOf(run).find((found) => found['type'] === 'SCHEMA' && found['stream'] === stream);
  return Object(message?.['schema']);
}

function entryOf(stream: string): Message {
  const entries = at(messagesOf(said.discovered)[0], 'streams') as readonly Message[];
  return Object(entries.find((entry) => entry['tap_stream_id'] === stream));
}

function keysOf(stream: string): readonly string[] {
  return entryOf(stream)['key_properties'] as readonly string[];
}

/** The values of a stream's properties of a type, as its first run has them, by name. */
function valuesOf(stream: string, isWanted: (schema: Message) => boolean): ReadonlyMap<string, readonly unknown[]> {
  const properties = Object.entries(Object(schemaOf(stream)['properties'])).filter(([, schema]) =>
    isWanted(Object(schema)),
  );
  const records = recordsOf(said.first, stream);
  return new Map(properties.map(([name]) => [name, records.map((record) => record[name]).filter(isThere)]));
}

const isThere = (value: unknown): boolean => value !== null;
const ofType =
  (type: string) =>
  (schema: Message): boolean =>
    [schema['type']].flat().includes(type);

// Each name is the one that the test has there; several of those can never fail, these can.
describe("The Meltano SDK's tests of a tap", () => {
  it('cli_prints: prints its version and what it is', async () => {
    expect((await runTap(['--version'])).stdout).toMatch(/^tap-fluxx .*\d+\.\d+\.\d+\S*\n$/);
    expect((await runTap(['--about'])).stdout).toContain('tap-fluxx');
    const about = JSON.parse((await runTap(['--about', '--format', 'json'])).stdout);
    expect(Object.keys(about).toSorted()).toEqual(
      [
        'name',
        'description',
        'version',
        'sdk_version',
        'supported_python_versions',
        'capabilities',
        'settings',
      ].toSorted(),
    );
    expect(about.settings).toMatchObject({ type: 'object', properties: { client_secret: { type: 'string' } } });
  });

  it('discovery: finds the same each time, and reads what it found', () => {
    expect(said.again.stdout).toBe(said.discovered.stdout);
    expect(
      messagesOf(said.first)
        .filter(({ type }) => type === 'SCHEMA')
        .map(({ stream }) => stream)
        .toSorted(),
    ).toEqual([...streams].toSorted());
  });

  it('stream_connections: reads one record of each stream', () => {
    for (const stream of streams) expect([stream, recordsOf(said.tested, stream).length]).toEqual([stream, 1]);
  });

  it('valid_final_state: ends with a state of each stream, in which nothing is in progress', () => {
    for (const run of [said.first, said.second]) {
      const last = messagesOf(run).at(-1);
      expect(last).toMatchObject({ type: 'STATE' });
      expect(Object.keys(Object(at(last, 'value', 'bookmarks'))).toSorted()).toEqual([...streams].toSorted());
      expect(JSON.stringify(last)).not.toContain('progress_markers');
    }
  });

  it.each(['string', 'integer', 'number', 'boolean', 'array'])('have values of the type %s to judge', (type) => {
    const found = streams.flatMap((stream) => [...valuesOf(stream, ofType(type)).values()].flat());
    expect(found.length).toBeGreaterThan(0);
  });

  describe.each(streams)('of the stream %s', (stream) => {
    it('schema_is_valid', () => {
      expect(ajv.validateSchema(schemaOf(stream))).toBe(true);
      expect(schemaOf(stream)['properties']).toEqual(at(entryOf(stream), 'schema', 'properties'));
    });

    it('returns_record', () => {
      expect(recordsOf(said.first, stream).length).toBeGreaterThan(0);
      expect(recordsOf(said.second, stream).length).toBeGreaterThan(0);
    });

    it('transformed_catalog_schema_matches_record and record_schema_matches_transformed_catalog', () => {
      const names = Object.keys(Object(schemaOf(stream)['properties']));
      for (const record of recordsOf(said.first, stream)) expect(Object.keys(record)).toEqual(names);
    });

    it('record_matches_stream_schema', () => {
      const isValid = ajv.compile({ ...schemaOf(stream), additionalProperties: false });
      const records = [said.first, said.second].flatMap((run) => recordsOf(run, stream));
      expect(records.filter((record) => !isValid(record))).toEqual([]);
    });

    it('primary_keys: are properties, there, and of one record each', () => {
      const records = recordsOf(said.first, stream);
      const keys = records.map((record) => JSON.stringify(keysOf(stream).map((name) => record[name])));
      expect(Object.keys(Object(schemaOf(stream)['properties']))).toEqual(expect.arrayContaining([...keysOf(stream)]));
      expect(keys.filter((key) => key.includes('null'))).toEqual([]);
      expect(new Set(keys).size).toBe(keys.length);
    });

    it('replication_key: is a property, where there is one', () => {
      const key = entryOf(stream)['replication_key'];
      const names = [undefined, ...Object.keys(Object(schemaOf(stream)['properties']))];
      expect(names).toContain(key);
      expect(key === undefined).toBe(stream === 'claim_expense_row');
    });

    it('is_datetime', () => {
      const values = valuesOf(stream, ({ format }) => format === 'date-time');
      for (const [name, found] of values) {
        expect([name, found.filter((value) => Number.isNaN(Date.parse(String(value))))]).toEqual([name, []]);
      }
    });

    it.each([
      ['is_boolean', 'boolean', (value: unknown) => typeof value === 'boolean'],
      ['is_integer', 'integer', (value: unknown) => Number.isInteger(value)],
      ['is_numeric', 'number', (value: unknown) => typeof value === 'number'],
      ['is_string', 'string', (value: unknown) => typeof value === 'string'],
      ['is_array', 'array', (value: unknown) => Array.isArray(value)],
    ])('%s', (_name, type, isFit) => {
      for (const [name, found] of valuesOf(stream, ofType(type))) {
        expect([name, found.filter((value) => !isFit(value))]).toEqual([name, []]);
      }
    });

    it('not_null', () => {
      const records = recordsOf(said.first, stream);
      for (const name of valuesOf(stream, (schema) => !ofType('null')(schema)).keys()) {
        expect(records.filter((record) => record[name] === null)).toEqual([]);
      }
    });
  });
});
