import { describe, expect, it } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import { addCustomField } from '../simulator/dynamic-model.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { singerCatalog } from '../support/catalogs.ts';
import { at, type Message, messagesOf, recordIds, recordsOf } from '../support/messages.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const streams = ['organization', 'program'] as const;

function withRows(body: (instance: Instance) => Promise<void>): Promise<void> {
  return withInstance({ settings: { streams } }, async (instance) => {
    for (const stream of streams) seedModel(instance.simulator.store, stream, 30);
    await body(instance);
  });
}

function types(run: FinishedProcess): readonly unknown[] {
  return messagesOf(run).map(({ type }) => type);
}

describe('A catalog under its older option', () => {
  it('is read, and the log says what to write instead', () =>
    withRows(async (instance) => {
      const catalog = await instance.write('catalog.json', singerCatalog('program'));
      const run = await runTap(['--config', instance.config, '--properties', catalog]);
      expect([run.exitCode, recordIds(run, 'program').length]).toEqual([0, 30]);
      expect(run.stderr).toContain('--properties is an older name of --catalog: write --catalog instead');
    }));
});

describe('A test of the tap', () => {
  it.each(['--test', '--test=all', '--test=records'])(
    '(%s) reads one record of each stream, and vouches for none',
    (test) =>
      withRows(async (instance) => {
        const run = await runTap(['--config', instance.config, test]);
        expect(run.exitCode).toBe(0);
        for (const stream of streams) expect([stream, recordIds(run, stream).length]).toEqual([stream, 1]);
        expect(messagesOf(run).at(-1)).toEqual({ type: 'STATE', value: { bookmarks: {} } });
        expect(instance.simulator.requests.filter(({ rows }) => rows > 1)).toEqual([]);
      }),
  );

  it('keeps the state that it is given', () =>
    withRows(async (instance) => {
      const bookmarks = { program: { replication_key: 'updated_at', replication_key_value: '2020-01-01T00:00:00Z' } };
      const state = await instance.write('state.json', { bookmarks });
      const run = await runTap(['--config', instance.config, '--state', state, '--test']);
      expect(messagesOf(run).at(-1)).toEqual({ type: 'STATE', value: { bookmarks } });
    }));

  it('fails where a stream cannot be read, and says which', () =>
    withRows(async (instance) => {
      instance.simulator.faults.add({ kind: 'status', status: 403, model: 'program', times: 100 });
      const run = await runTap(['--config', instance.config, '--test']);
      expect([run.exitCode, recordIds(run, 'organization').length]).toEqual([1, 1]);
      expect(run.stderr).toMatch(/program: FLUXX_FORBIDDEN/);
    }));

  it('of the schemas alone prints them, without a state, and asks for no rows', () =>
    withRows(async (instance) => {
      const catalog = await instance.write('catalog.json', singerCatalog(...streams));
      instance.simulator.requests.length = 0;
      const run = await runTap(['--config', instance.config, '--catalog', catalog, '--test=schema']);
      expect([run.exitCode, types(run)]).toEqual([0, ['SCHEMA', 'SCHEMA']]);
      expect(instance.simulator.requests.filter(({ model }) => streams.some((stream) => stream === model))).toEqual([]);
    }));
});

describe('The log', () => {
  it('is JSON where Meltano asks for it, each line with every key that it wants, and says which stream a line is about', () =>
    withRows(async (instance) => {
      const formatters = { sdk: { '()': 'singer_sdk.logging.StructuredFormatter' } };
      const path = await instance.write('logging.json', { version: 1, formatters });
      const run = await runTap(['--config', instance.config], { environment: { SINGER_SDK_LOG_CONFIG: path } });
      const lines = messagesOf({ lines: run.stderr.trimEnd().split('\n') });
      const keys = ['level', 'pid', 'logger_name', 'ts', 'thread_name', 'app_name', 'stream_name', 'message'];
      for (const line of lines) expect(Object.keys(line)).toEqual(expect.arrayContaining(keys));
      expect(lines.map((line) => line['stream_name'])).toEqual(
        expect.arrayContaining(['organization', 'program', null]),
      );
      const counts = lines
        .map((line) => line['metric_info'])
        .filter((metric) => at(metric, 'metric') === 'record_count');
      expect(counts).toEqual(
        expect.arrayContaining([{ type: 'counter', metric: 'record_count', value: 30, tags: { stream: 'program' } }]),
      );
    }));

  it('has metrics in the form of the SDK, at the level that is asked for', () =>
    withRows(async (instance) => {
      const run = await runTap(['--config', instance.config]);
      expect(run.stderr).toMatch(
        /INFO +\| tap-fluxx \| METRIC: \{"type":"counter","metric":"record_count","value":30,"tags":\{"stream":"program"\}\}/,
      );
      expect(run.stderr).toMatch(/METRIC: .*"http_request_count","value":\d+,"tags":\{"http_status_code":200\}/);
      expect(run.stderr).toMatch(/METRIC: .*"job_duration".*"status":"succeeded"/);
      const environment = { TAP_FLUXX_METRICS_LOGLEVEL: 'debug' };
      expect((await runTap(['--config', instance.config], { environment })).stderr).not.toContain('METRIC');
      const debugging = await runTap(['--config', instance.config, '--debug']);
      expect(debugging.stderr).toMatch(/DEBUG +\| tap-fluxx \| METRIC: .*"http_request_duration"/);
    }));
});

describe('A catalog whose user declares what is inside of a field', () => {
  /** The catalog of an instance with a field of JSON text, two of whose members are declared and one selected. */
  async function catalogOf(instance: Instance): Promise<string> {
    const { store } = instance.simulator;
    addCustomField(store, { model: 'program', name: 'place', label: 'Place', attributeType: 'text' });
    const discovered = messagesOf(await runTap(['--config', instance.config, '--discover']))[0];
    const entries = (at(discovered, 'streams') as readonly Message[]).map((entry) => {
      const schema = at(entry, 'schema');
      const place = {
        type: ['object', 'null'],
        properties: {
          city: { type: ['string', 'null'] },
          rooms: { type: ['integer', 'null'] },
          code: { type: 'string' },
        },
      };
      const properties = { ...Object(at(schema, 'properties')), place };
      const metadata = [
        ...(entry['metadata'] as readonly Message[]),
        { breadcrumb: ['properties', 'place', 'properties', 'code'], metadata: { selected: false } },
      ];
      return { ...entry, schema: { ...Object(schema), properties }, metadata };
    });
    return instance.write('declared.json', { streams: entries });
  }

  it.each([
    ['objects', {}, { place: { city: 'Bern', rooms: 12 } }],
    ['columns where it is flattened', { flattening_enabled: true }, { place__city: 'Bern', place__rooms: 12 }],
    [
      'text where it is not to be taken apart',
      { flattening_enabled: true, flattening_max_depth: 0 },
      { place: '{"city":"Bern","rooms":12}' },
    ],
  ])('has its records hold %s, which the validator has nothing against', (_what, settings, expected) =>
    withInstance({ settings: { streams: ['program'], ...settings } }, async (instance) => {
      const { store } = instance.simulator;
      seedModel(store, 'program', 3);
      const catalog = await catalogOf(instance);
      const [id = 0] = store.ids('program');
      store.update('program', id, { place: '{"city":"Bern","rooms":12,"code":"x","more":[1]}' });
      const run = await runTap(['--config', instance.config, '--catalog', catalog]);
      expect(recordsOf(run, 'program').find((record) => record['id'] === id)).toMatchObject(expected);
      const [schema] = messagesOf(run);
      expect(Object.keys(Object(at(schema, 'schema', 'properties')))).toEqual(
        expect.arrayContaining(Object.keys(expected)),
      );
      expect(isObject(at(schema, 'schema', 'properties', 'place', 'properties', 'code'))).toBe(false);
      const validation = await runTap(['validate'], { stdin: run.stdout });
      expect([validation.exitCode, validation.stdout]).toEqual([0, expect.any(String)]);
    }),
  );
});
