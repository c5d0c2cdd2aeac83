import { describe, expect, it } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { seedModel } from '../simulator/seed-model.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { at, messagesOf, recordIds, statuses, traceErrors } from '../support/messages.ts';
import { plantedId, plantedSecret } from '../support/planted-secrets.ts';
import { runTap } from '../support/run-tap.ts';
import { readCalls } from '../support/tap-calls.ts';
import { withInstance } from '../support/with-instance.ts';

/** The columns that the server was asked for over the lists of a model, each once. */
function columnsAsked({ requests }: Simulator, model: string): readonly unknown[] {
  const lists = requests.filter((request) => request.kind === 'list' && request.model === model);
  return [...new Set(lists.flatMap(({ parameters }): unknown[] => JSON.parse(parameters['cols'] ?? '[]')))].sort();
}

const sampleStreams = [
  'grant_request',
  'user',
  'organization',
  'geo_country',
  'geo_state',
  'request_transaction',
] as const;

describe('What is selected', () => {
  it.concurrent('decides which columns the server is asked for, under both protocols', () =>
    withInstance({}, async (instance) => {
      seedModel(instance.simulator.store, 'user', 3);
      for (const { name, args } of await readCalls(instance, instance.config, ['user'])) {
        instance.simulator.requests.length = 0;
        const run = await runTap(args);
        expect([name, recordIds(run, 'user').length]).toEqual([name, 3]);
        expect(columnsAsked(instance.simulator, 'user')).toEqual(['created_at', 'id', 'updated_at']);
      }
    }));

  it.concurrent('may be said by the setting `streams` alone', () =>
    withInstance({ settings: { streams: ['user:first_name', 'program:name'] } }, async (instance) => {
      for (const model of ['user', 'program', 'organization']) seedModel(instance.simulator.store, model, 2);
      const run = await runTap(['--config', instance.config]);
      expect(['user', 'program', 'organization'].map((model) => recordIds(run, model).length)).toEqual([2, 2, 0]);
      expect(columnsAsked(instance.simulator, 'user')).toEqual(['first_name', 'id', 'updated_at']);
      expect(columnsAsked(instance.simulator, 'organization')).toEqual([]);
    }));

  it.concurrent('may be the sample catalog as it lies in the repository', () =>
    withInstance({}, async (instance) => {
      for (const model of sampleStreams) seedModel(instance.simulator.store, model, 4);
      const catalog = `${projectRoot()}/catalog.sample.json`;
      const run = await runTap(['read', '--config', instance.config, '--catalog', catalog]);
      expect(run.exitCode).toBe(0);
      for (const model of sampleStreams) {
        expect([model, new Set(recordIds(run, model))]).toEqual([model, new Set(instance.simulator.store.ids(model))]);
        expect(statuses(run, model)).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
      }
    }));
});

describe('The namespace that a catalog gives a stream', () => {
  it.concurrent('stands in every message about it, also where it fails', () =>
    withInstance({}, async (instance) => {
      seedModel(instance.simulator.store, 'user', 3);
      const streams = ['user', 'no_such_stream'].map((name) => ({
        stream: { name, namespace: 'acme', json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental'] },
        sync_mode: 'incremental',
        destination_sync_mode: 'append',
      }));
      const catalog = await instance.write('catalog.json', { streams });
      const run = await runTap(['read', '--config', instance.config, '--catalog', catalog]);
      const about = messagesOf(run).flatMap((message) => [
        at(message, 'record'),
        at(message, 'state', 'stream', 'stream_descriptor'),
        at(message, 'trace', 'stream_status', 'stream_descriptor'),
        at(message, 'trace', 'estimate'),
        at(message, 'trace', 'error', 'stream_descriptor'),
      ]);
      const told = about.filter(isObject);
      expect(told.filter((part) => part['namespace'] !== 'acme')).toEqual([]);
      const failed = { name: 'no_such_stream', namespace: 'acme' };
      expect(told).toEqual(expect.arrayContaining([expect.objectContaining({ stream: 'user' }), failed]));
      expect(traceErrors(run).map((error) => error['stream_descriptor'])).toEqual([failed, undefined]);
    }));
});

describe('A URI', () => {
  it.concurrent('stands for instance and credentials, under both protocols', () =>
    withInstance({}, async (instance) => {
      seedModel(instance.simulator.store, 'program', 3);
      const { host } = new URL(instance.simulator.url);
      const uri = `fluxx://${host}?client_id=${plantedId}&client_secret=${encodeURIComponent(plantedSecret)}`;
      const config = await instance.write('uri.json', { uri });
      for (const { name, args } of await readCalls(instance, config)) {
        const run = await runTap(args);
        expect([name, run.exitCode, recordIds(run, 'program').length]).toEqual([name, 0, 3]);
      }
    }));
});
