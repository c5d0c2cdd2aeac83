import { describe, expect, it } from '@jest/globals';
import * as library from '../../src/library.ts';
import type {
  KitCatalog,
  KitConfig,
  KitConfiguredCatalog,
  KitLogger,
  KitMessages,
  KitNames,
  KitRunner,
  KitSourceBase,
  KitStreamBase,
} from './kit-shapes.ts';

/*
 * Most of this is a test for the compiler: `npm run types` fails where a name of ours does not serve in the place of the
 * kit's. What is of types alone takes values that a program of the kit has.
 */
const names: KitNames = library;
const messages: KitMessages = library;
const logger: KitLogger = new library.AirbyteLogger('FATAL');
const source: KitSourceBase = new library.FluxxSource(logger);
const runner: KitRunner = new library.AirbyteSourceRunner(
  new library.AirbyteLogger('FATAL'),
  new library.FluxxSource(logger),
);
const streamOf = (stream: library.FluxxStream): KitStreamBase => stream;

const config: KitConfig = { instance: 'acme.fluxx.io', client_id: 'an-id', client_secret: 'a-secret', debug: true };
const takesConfig = (given: KitConfig): library.AirbyteConfig => given;
const takesCatalog = (given: KitCatalog): library.AirbyteCatalog => given;
const takesConfigured = (given: KitConfiguredCatalog): library.AirbyteConfiguredCatalog => given;

describe('The names of the TypeScript kit', () => {
  it('stand for the same texts', () => {
    expect(names.SyncMode.INCREMENTAL).toBe('incremental');
    expect(names.AirbyteTraceFailureType.SYSTEM_ERROR).toBe('system_error');
    expect(Object.values(library.AirbyteMessageType)).toEqual(Object.keys(library.AirbyteMessageType));
  });

  it('make messages of the same form', () => {
    const record = messages.AirbyteRecord.make('user', { id: 1 }, 'acme');
    expect(record).toEqual({
      type: 'RECORD',
      record: { stream: 'user', data: { id: 1 }, emitted_at: expect.any(Number), namespace: 'acme' },
    });
    expect(messages.AirbyteLog.make('INFO', 'said')).toEqual({ type: 'LOG', log: { level: 'INFO', message: 'said' } });
    expect(messages.AirbyteTrace.make(new Error('broken'), 'config_error')).toMatchObject({
      type: 'TRACE',
      trace: { type: 'ERROR', error: { message: 'broken', failure_type: 'config_error' } },
    });
    const status = new messages.AirbyteConnectionStatusMessage({ status: 'FAILED', message: 'no' });
    expect(status).toEqual({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED', message: 'no' } });
    expect(new messages.AirbyteStateMessage({ data: {} })).toEqual({ type: 'STATE', state: { data: {} } });
    expect(new messages.AirbyteSpec({ connectionSpecification: {} })).toMatchObject({ type: 'SPEC' });
    expect(new messages.AirbyteCatalogMessage({ streams: [] })).toEqual({ type: 'CATALOG', catalog: { streams: [] } });
  });

  it('take what programs of the kit have', () => {
    expect(takesConfig(config)).toBe(config);
    expect(takesCatalog({ streams: [] }).streams).toEqual([]);
    expect(takesConfigured({ streams: [] }).streams).toEqual([]);
    expect(Object.keys(runner.mainCommand())).toEqual(['parseAsync']);
  });

  it('are those of a source whose streams are known without a call', async () => {
    expect(source.type).toBe('fluxx');
    const { spec } = await source.spec();
    expect(spec).toHaveProperty('connectionSpecification');
    const streams = source.streams({ ...config, streams: ['user', 'claim_expense_row'] });
    expect(streams.map(({ name, supportsIncremental }) => [name, supportsIncremental])).toEqual([
      ['user', true],
      ['claim_expense_row', false],
    ]);
    expect(source.streams(config).length).toBeGreaterThan(200);
    const [stream] = new library.FluxxSource().streams({ ...config, streams: ['user'] });
    if (!stream) throw new Error('There is no user.');
    expect(streamOf(stream)).toMatchObject({ primaryKey: 'id', cursorField: 'updated_at', sourceDefinedCursor: true });
    expect(stream.getJsonSchema()).toHaveProperty('properties.updated_at');
    expect(stream.asAirbyteStream()).toMatchObject({
      name: 'user',
      supported_sync_modes: ['full_refresh', 'incremental'],
    });
  });
});
