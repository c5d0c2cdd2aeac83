import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { singerCatalog } from '../support/catalogs.ts';
import { at, messagesOf, recordIds } from '../support/messages.ts';
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
