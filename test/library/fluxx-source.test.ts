import { describe, expect, it } from '@jest/globals';
import {
  type AirbyteCatalog,
  FluxxSource,
  type FluxxStream,
  type SourceLogger,
  type StreamState,
  stringifyExact,
} from '../../src/library.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog } from '../support/catalogs.ts';
import { at } from '../support/messages.ts';
import { findSecret } from '../support/planted-secrets.ts';
import { runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const stream = 'organization';

/** A logger that keeps what it hears. */
function listen(): { readonly logger: SourceLogger; readonly lines: readonly string[] } {
  const lines: string[] = [];
  const hear = (level: string) => (message: string) => void lines.push(`${level}: ${message}`);
  return {
    lines,
    logger: {
      fatal: hear('fatal'),
      error: hear('error'),
      warn: hear('warn'),
      info: hear('info'),
      debug: hear('debug'),
    },
  };
}

function withRows(body: (instance: Instance) => Promise<void>): Promise<void> {
  return withInstance({ settings: { lookback_minutes: 0, page_size: 20 } }, async (instance) => {
    seedModel(instance.simulator.store, stream, 90);
    await body(instance);
  });
}

/** What a reader has after it was cut off behind some records: the records, and the state that it was told last. */
interface Reading {
  readonly ids: readonly number[];
  readonly state: StreamState;
}

/** Reads a stream as a runner of the kit does: it asks for the state behind each record that it has written. */
async function readLikeTheKit(
  read: FluxxStream,
  from: StreamState,
  { most = Number.POSITIVE_INFINITY, ids = [] }: { readonly most?: number; readonly ids?: number[] } = {},
): Promise<Reading> {
  let state = from;
  for await (const slice of read.streamSlices()) {
    for await (const record of read.readRecords('incremental', ['updated_at'], slice, from)) {
      ids.push(Number(record['id']));
      state = read.getUpdatedState(state, record);
      if (ids.length === most) return { ids, state };
    }
  }
  return { ids, state };
}

function streamIn({ settings }: Instance, name = stream): FluxxStream {
  const [found] = new FluxxSource().streams({ ...settings, streams: [name] });
  if (!found) throw new Error('The stream is not known.');
  return found;
}

describe('A source for programs', () => {
  it('says whether the connection is made, and why not, without a secret', () =>
    withRows(async ({ settings }) => {
      const { logger, lines } = listen();
      const source = new FluxxSource(logger);
      expect(await source.checkConnection({ ...settings })).toEqual([true, undefined]);
      const [isConnected, reason] = await source.checkConnection({ ...settings, client_secret: 'of nobody' });
      expect([isConnected, reason?.code]).toEqual([false, 'CREDENTIALS_REFUSED']);
      const [, faulty] = await source.checkConnection({ ...settings, page_size: 'large' });
      expect(faulty).toMatchObject({ code: 'CONFIG_INVALID', kind: 'config' });
      expect(findSecret(`${lines.join()} ${reason?.message} ${reason?.stack}`)).toBeUndefined();
    }));

  it('discovers and reads what the executable does, message for message', () =>
    withRows(async ({ settings, config, write }) => {
      const source = new FluxxSource();
      const discovered = await source.discover({ ...settings, streams: [stream] });
      const run = await runTap(['discover', '--config', await write('one.json', { ...settings, streams: [stream] })]);
      expect(discovered).toEqual(JSON.parse(run.lines.at(-1) ?? ''));

      const catalog = await write('catalog.json', airbyteCatalog(stream));
      const { lines } = await runTap(['read', '--config', config, '--catalog', catalog]);
      const told: string[] = [];
      for await (const message of source.read(settings, JSON.parse(JSON.stringify(airbyteCatalog(stream))))) {
        told.push(timeless(stringifyExact(message)));
      }
      expect(told).toEqual(lines.filter((line) => !line.startsWith('{"type":"LOG"')).map(timeless));
      expect(told.length).toBeGreaterThan(90);
    }));

  it('throws behind all messages when a stream was not read to its end', () =>
    withRows(async ({ settings, simulator }) => {
      seedModel(simulator.store, 'program', 10);
      simulator.faults.add({ kind: 'status', status: 403, model: 'program', times: 1000 });
      const types: string[] = [];
      const reading = (async () => {
        for await (const { type } of new FluxxSource().read(settings, toCatalog(stream, 'program'))) types.push(type);
      })();
      await expect(reading).rejects.toMatchObject({
        code: 'STREAMS_FAILED',
        message: expect.stringContaining('program'),
      });
      expect(types.filter((type) => type === 'RECORD')).toHaveLength(90);
      expect(types.at(-1)).toBe('TRACE');
    }));

  it('ends its calls when the reader leaves', () =>
    withRows(async ({ settings, simulator }) => {
      for await (const { type } of new FluxxSource().read(settings, toCatalog(stream))) if (type === 'RECORD') break;
      const calls = simulator.requests.length;
      await new FluxxSource().spec();
      expect(simulator.requests.length).toBe(calls);
    }));

  it('tells of the streams that failed before it throws what ends the whole read', () =>
    withRows(async (instance) => {
      const settings = { ...instance.settings, client_secret: 'of nobody' };
      const messages: unknown[] = [];
      const catalog = toCatalog('program', stream);
      const newer = { stream_descriptor: { name: 'program' }, stream_state: { version: 99 } };
      const reading = async (): Promise<void> => {
        const read = new FluxxSource().read(settings, catalog, [{ type: 'STREAM', stream: newer }]);
        for await (const message of read) messages.push(message);
      };
      await expect(reading()).rejects.toMatchObject({ code: 'CREDENTIALS_REFUSED' });
      const codes = messages.map((message) => at(message, 'trace', 'error', 'internal_message'));
      expect(codes.filter((code) => code !== undefined)).toEqual([
        expect.stringMatching(/^STATE_TOO_NEW /),
        expect.stringMatching(/^STREAMS_FAILED /),
      ]);
    }));

  it('is ended by its caller, with what was vouched for, and with the reason: nobody may take it for whole', () =>
    withInstance({ settings: { page_size: 5 } }, async (instance) => {
      seedModel(instance.simulator.store, stream, 200);
      const ended = new AbortController();
      const statuses: unknown[] = [];
      let records = 0;
      const { signal } = ended;
      const reading = async (): Promise<void> => {
        for await (const message of new FluxxSource().read(instance.settings, toCatalog(stream), [], { signal })) {
          if (message.type === 'RECORD' && ++records === 20) ended.abort(new Error('enough'));
          statuses.push(at(message, 'trace', 'stream_status', 'status'));
        }
      };
      await expect(reading()).rejects.toThrow('enough');
      expect(statuses.filter((status) => status !== undefined)).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
      expect(records).toBeLessThan(200);
    }));

  it('takes the message of a discovery for a catalog, and refuses what is none', () =>
    withInstance({ settings: { streams: [stream] } }, async (instance) => {
      seedModel(instance.simulator.store, stream, 3);
      const source = new FluxxSource();
      const found: unknown[] = [];
      const message = (await source.discover(instance.settings)) as unknown as AirbyteCatalog;
      for await (const { type } of source.read(instance.settings, message)) found.push(type);
      expect(found.filter((type) => type === 'RECORD')).toHaveLength(3);
      for (const wrong of [{}, { streams: null }] as unknown as readonly AirbyteCatalog[]) {
        const read = source.read(instance.settings, wrong);
        await expect(read.next().then(() => read.next())).rejects.toMatchObject({ code: 'CATALOG_INVALID' });
      }
    }));

  it.each([
    ['before it begins', () => AbortSignal.abort(new Error('enough'))],
    ['while it asks for a token', () => AbortSignal.timeout(100)],
  ])('is no mistake of ours where it is ended %s', (_when, toSignal) =>
    withInstance({ latency: 1000 }, async (instance) => {
      const signal = toSignal();
      const messages: unknown[] = [];
      const reading = async (): Promise<void> => {
        const read = new FluxxSource().read(instance.settings, toCatalog(stream), [], { signal });
        for await (const message of read) messages.push(message);
      };
      const thrown: unknown = await reading().catch((error: unknown) => error);
      expect([signal.aborted, thrown === signal.reason]).toEqual([true, true]);
      expect(messages).toEqual([]);
    }),
  );

  it('ends as it would have, where everything was read when its caller ended it', () =>
    withInstance({}, async (instance) => {
      seedModel(instance.simulator.store, stream, 3);
      const ended = new AbortController();
      const { signal } = ended;
      for await (const message of new FluxxSource().read(instance.settings, toCatalog(stream), [], { signal })) {
        if (at(message, 'trace', 'stream_status', 'status') === 'COMPLETE') ended.abort();
      }
    }));
});

describe('A stream for programs', () => {
  it('has, after its last record, a state from which only changes are read', () =>
    withRows(async (instance) => {
      const { store } = instance.simulator;
      const first = await readLikeTheKit(streamIn(instance), {});
      expect(new Set(first.ids)).toEqual(new Set(store.ids(stream)));
      expect(first.state).toMatchObject({ replication_key: 'updated_at', synced_at: expect.any(String) });
      const fresh = store.insert(stream, {});
      const second = await readLikeTheKit(streamIn(instance), first.state);
      expect(second.ids).toContain(fresh);
      expect(second.ids.length).toBeLessThan(5);
    }));

  it.each([1, 19, 20, 21, 55, 89])('has, after %i records, a state that vouches for no other', (most) =>
    withRows(async (instance) => {
      const first = await readLikeTheKit(streamIn(instance), {}, { most });
      expect(first.ids).toHaveLength(most);
      const second = await readLikeTheKit(streamIn(instance), first.state);
      expect(new Set([...first.ids, ...second.ids])).toEqual(new Set(instance.simulator.store.ids(stream)));
    }),
  );

  it('keeps the digits of numbers that a double does not hold', () =>
    withInstance({}, async (instance) => {
      instance.simulator.store.insert('grant_request', { amount_requested: { $raw: '12345678901234567890.12' } });
      const [requests] = new FluxxSource().streams({ ...instance.settings, streams: ['grant_request'] });
      const records = [];
      for await (const record of requests?.readRecords('full_refresh') ?? []) records.push(record);
      expect(stringifyExact(records)).toContain('"amount_requested":12345678901234567890.12');
    }));

  it.each([39, 41, 60, 101])('hands out every record that its state vouches for when it fails behind %i', (after) =>
    withInstance({ settings: { page_size: 20, max_retries: 0, concurrency: 1 } }, async (instance) => {
      const { simulator } = instance;
      const model = 'geo_city';
      seedModel(simulator.store, model, 150);
      const read = streamIn(instance, model);
      const ids: number[] = [];
      const endsAfter = { when: () => ids.length >= after, times: 1000 };
      simulator.faults.add({ kind: 'status', status: 400, model, ...endsAfter });
      await expect(readLikeTheKit(read, {}, { ids })).rejects.toMatchObject({ name: 'ConnectorError' });
      simulator.faults.clear();
      const rest = await readLikeTheKit(streamIn(instance, model), read.getUpdatedState({}));
      expect([ids.length < 150, new Set([...ids, ...rest.ids])]).toEqual([true, new Set(simulator.store.ids(model))]);
    }),
  );

  it('throws what the executable would tell', () =>
    withRows(async (instance) => {
      instance.simulator.faults.add({ kind: 'status', status: 403, model: stream, times: 1000 });
      await expect(readLikeTheKit(streamIn(instance), {})).rejects.toMatchObject({ code: 'FLUXX_FORBIDDEN' });
    }));
});

function toCatalog(...names: readonly string[]): Parameters<FluxxSource['read']>[1] {
  return JSON.parse(JSON.stringify(airbyteCatalog(...names)));
}

/** The line without what differs from run to run: when it was said, and the server's clock. */
function timeless(line: string): string {
  return line.replace(/"emitted_at":[0-9]+/g, '"emitted_at":0').replace(/"synced_at":"[^"]+"/g, '"synced_at":""');
}
