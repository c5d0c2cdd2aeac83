import { chmod } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog } from '../support/catalogs.ts';
import { at, type Message, messagesOf, recordIds, statuses, traceErrors } from '../support/messages.ts';
import { modelsWithoutCursor } from '../support/models-without-cursor.ts';
import { runTap } from '../support/run-tap.ts';
import { signalAfter } from '../support/signal-after.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';
import { catalogStreams, configuredCatalog, declaredProperties, payloads, withConnector } from './connector.ts';

const streams = ['organization', 'program'] as const;
const [undated = ''] = modelsWithoutCursor;

function withRows(body: (instance: Instance) => Promise<void>): Promise<void> {
  return withInstance({ settings: { streams: [...streams, undated], lookback_minutes: 0 } }, async (instance) => {
    for (const stream of [...streams, undated]) seedModel(instance.simulator.store, stream, 30);
    await body(instance);
  });
}

/** The command line of a read, with files as PyAirbyte writes them: called `.txt`, which nobody may write to. */
async function readArguments(instance: Instance, catalog: unknown, state: unknown): Promise<readonly string[]> {
  const paths = [
    await instance.write('config.txt', instance.settings),
    await instance.write(`catalog-${Math.random()}.txt`, catalog),
    await instance.write(`state-${Math.random()}.txt`, state),
  ] as const;
  for (const path of paths) await chmod(path, 0o444);
  return ['read', '--config', paths[0], '--catalog', paths[1], '--state', paths[2]];
}

/** A state as PyAirbyte writes it back: with the nulls of all fields, under the names of its own attributes. */
function asPyAirbyteWrites(state: Message): Message {
  const { stream, type, ...others } = state;
  const nulls = { data: null, global_: null, destinationStats: null, sourceStats: null };
  const described = {
    ...Object(stream),
    stream_descriptor: { ...Object(at(stream, 'stream_descriptor')), namespace: null },
  };
  return { ...others, ...nulls, type, stream: described };
}

describe('What PyAirbyte does', () => {
  it('1: a state is always given, at first an empty list, in files called .txt that are read-only', () =>
    withRows(async (instance) => {
      const run = await runTap(await readArguments(instance, airbyteCatalog(...streams), []));
      expect([run.exitCode, recordIds(run, 'organization').length]).toEqual([0, 30]);
    }));

  it('2: a stream without a cursor is asked for incrementally: it is read in full each time, with a warning', () =>
    withRows(async (instance) => {
      const discovered = await runTap(['discover', '--config', instance.config]);
      const stream = catalogStreams(discovered).find(({ name }) => name === undated) ?? {};
      expect(stream['supported_sync_modes']).toEqual(['full_refresh']);
      const catalog = configuredCatalog([stream], 'incremental');
      let state: readonly Message[] = [];
      for (const _run of ['first', 'second']) {
        const run = await runTap(await readArguments(instance, catalog, state));
        expect([run.exitCode, recordIds(run, undated).length]).toEqual([0, 30]);
        const warnings = payloads(run, 'LOG').filter(({ level }) => level === 'WARN');
        expect(warnings).toEqual([expect.objectContaining({ message: expect.stringContaining(undated) })]);
        state = payloads(run, 'STATE');
        expect(state.length).toBeGreaterThan(0);
      }
    }));

  it('3: states come back with nulls and the names of attributes, and are gone on from', () =>
    withRows(async (instance) => {
      const catalog = airbyteCatalog(...streams);
      const first = await runTap(await readArguments(instance, catalog, []));
      const state = payloads(first, 'STATE').map(asPyAirbyteWrites);
      const second = await runTap(await readArguments(instance, catalog, state));
      expect(second.exitCode).toBe(0);
      expect(recordIds(second, 'organization').length).toBeLessThan(5);
    }));

  it.each([
    ['spec', 'SPEC'],
    ['check', 'CONNECTION_STATUS'],
    ['discover', 'CATALOG'],
    ['read', '"RECORD"'],
  ])('4: %s gets SIGTERM right behind its first useful message, and ends with 0 or by the signal', (verb, text) =>
    withRows(async (instance) => {
      const reading = await readArguments(instance, airbyteCatalog(...streams), []);
      const args = verb === 'read' ? reading : verb === 'spec' ? [verb] : [verb, '--config', instance.config];
      const run = await runTap(args, { onOutput: signalAfter(1, text, 'SIGTERM') });
      expect([0, 'SIGTERM']).toContain(run.exitCode ?? run.signal);
    }),
  );

  it('5: error traces are only logged: the exit code says that a stream failed', () =>
    withRows(async (instance) => {
      instance.simulator.faults.add({ kind: 'status', status: 403, model: 'program', times: 1000 });
      const run = await runTap(await readArguments(instance, airbyteCatalog(...streams), []));
      expect(traceErrors(run).length).toBeGreaterThan(0);
      expect([run.exitCode, statuses(run, 'program').at(-1)]).toEqual([1, 'INCOMPLETE']);
    }));

  it('6: a state that is not of a stream is an error: all of them are, with a descriptor', () =>
    withRows(async (instance) => {
      const run = await runTap(await readArguments(instance, airbyteCatalog(...streams), []));
      const states = payloads(run, 'STATE');
      expect(states.length).toBeGreaterThanOrEqual(streams.length);
      for (const state of states) {
        expect(state).toMatchObject({ type: 'STREAM', stream: { stream_descriptor: { name: expect.any(String) } } });
      }
    }));

  it('7: of each stream the last state is kept: it vouches for all that came before it', () =>
    withRows(async (instance) => {
      const catalog = airbyteCatalog(...streams);
      const first = await runTap(await readArguments(instance, catalog, []));
      const lastOnes = new Map(
        payloads(first, 'STATE').map((state) => [at(state, 'stream', 'stream_descriptor', 'name'), state]),
      );
      const id = instance.simulator.store.insert('organization', {});
      const second = await runTap(await readArguments(instance, catalog, [...lastOnes.values()]));
      expect(recordIds(second, 'organization')).toContain(id);
      expect(recordIds(second, 'organization').length).toBeLessThan(5);
    }));

  it('8: the configuration is held against the specification, and the first status counts', () =>
    withRows(async (instance) => {
      const [spec = {}] = payloads(await runTap(['spec']), 'SPEC');
      const ajv = new Ajv({ strict: false });
      addFormats.default(ajv);
      expect(ajv.validate(Object(spec['connectionSpecification']), instance.settings)).toBe(true);
      const run = await runTap(['check', '--config', instance.config]);
      const [status] = messagesOf(run).filter(({ type }) => type === 'CONNECTION_STATUS');
      expect(status).toEqual({ type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } });
    }));

  it('9: names are made lower case: no two of a stream become one, and none is changed', () =>
    withConnector(async ({ streams: discover }) => {
      for (const stream of await discover()) {
        const names = Object.keys(declaredProperties(stream));
        expect(names.filter((name) => name !== name.toLowerCase())).toEqual([]);
      }
    }));

  it('10: what a read says on stderr is thrown away: it says nothing there', () =>
    withRows(async (instance) => {
      instance.simulator.faults.add({ kind: 'status', status: 403, model: 'program', times: 1000 });
      const run = await runTap(await readArguments(instance, airbyteCatalog(...streams), []));
      expect([run.exitCode, run.stderr]).toEqual([1, '']);
    }));
});
