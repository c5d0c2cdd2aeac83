import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { Fault } from '../simulator/fault.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { latePage } from '../support/late-page.ts';
import { at, lastState, messagesOf, recordIds, statuses, traceErrors } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { readCalls } from '../support/tap-calls.ts';
import { verdictOf } from '../support/verdict.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const streams = ['organization', 'program', 'user'] as const;

function seed({ simulator }: Instance): void {
  for (const stream of streams) seedModel(simulator.store, stream, 12);
}

/** The second page of records. */
const late = latePage('created_at');

describe('A failure that passes', () => {
  const faults: readonly (readonly [what: string, ...faults: Fault[]])[] = [
    ['a token that is no longer accepted', { kind: 'expired-token', model: 'user', ...late }],
    ['a token that cannot be had for a moment', { kind: 'status', status: 503, on: 'token', retryAfter: '0' }],
    [
      'a call too many, a server error and a cut answer, each of another stream',
      { kind: 'status', status: 429, retryAfter: '1', model: 'program', ...late },
      { kind: 'status', status: 500, model: 'user', ...late },
      { kind: 'truncated-json', model: 'organization', ...late },
    ],
    ['a connection that breaks', { kind: 'reset', model: 'user', ...late }],
  ];

  it.concurrent.each(faults)('costs nothing but time: %s', (_what, ...passing) =>
    withInstance({ settings: { page_size: 5 } }, async (instance) => {
      const { simulator } = instance;
      seed(instance);
      const calls = await readCalls(instance, instance.config, streams);
      for (const { name, args } of passing.length > 1 ? calls : calls.slice(0, 1)) {
        const hitsBefore = simulator.faults.hits();
        for (const fault of passing) simulator.faults.add(fault);
        const run = await runTap(args);
        expect([name, run.exitCode, simulator.faults.hits() - hitsBefore]).toEqual([name, 0, passing.length]);
        for (const stream of streams) {
          expect(new Set(recordIds(run, stream))).toEqual(new Set(simulator.store.ids(stream)));
        }
      }
    }),
  );

  it.concurrent('waits for as long as the server asks', () =>
    withInstance({}, async (instance) => {
      seed(instance);
      instance.simulator.faults.add({ kind: 'status', status: 429, retryAfter: '1', model: 'user' });
      const [call] = await readCalls(instance, instance.config, ['user']);
      await runTap(call?.args ?? []);
      const calls = instance.simulator.requests.filter(({ model }) => model === 'user');
      const refused = calls.find(({ status }) => status === 429);
      const isSame = (call: (typeof calls)[number]): boolean => isDeepStrictEqual(call.parameters, refused?.parameters);
      const next = calls.find((call) => call !== refused && isSame(call));
      expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(1000);
      expect((next?.at ?? 0) - (refused?.at ?? 0)).toBeLessThan(3000);
    }));
});

describe('Credentials that are revoked in the middle of a run', () => {
  it.concurrent('end it with one message and with a state for what was written, under both protocols', () =>
    withInstance({ settings: { page_size: 5 } }, async (instance) => {
      seed(instance);
      for (const { name, args } of await readCalls(instance, instance.config, ['user'])) {
        instance.simulator.requests.length = 0;
        instance.simulator.faults.clear();
        instance.simulator.faults.add({ kind: 'expired-token', model: 'user', ...late });
        instance.simulator.faults.add({ kind: 'status', status: 401, on: 'token', times: 1000, after: 1 });
        const run = await runTap(args);
        const { exitCode, messages } = verdictOf(run);
        expect([name, exitCode, messages.length]).toEqual([name, 1, 1]);
        expect(messages[0]).toContain('refuses the credentials');
        expect(recordIds(run, 'user').length).toBeGreaterThan(0);
        expect(recordIds(run, 'user').length).toBeLessThan(12);
        expect(lastState(run, 'user')).toHaveProperty('replication_key_value');
        if (name === 'read') expect(statuses(run, 'user')).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
      }
    }));
});

describe('A stream that cannot be read', () => {
  const before = { version: 1, replication_key: 'updated_at', replication_key_value: '2020-02-02T02:02:02Z' };
  const broken: Fault = { kind: 'error-100', message: '#<RuntimeError: oops>', times: 1000, model: 'user' };

  it.concurrent('fails alone, is named, and keeps its state, under both protocols', () =>
    withInstance({ settings: { max_retries: 0 } }, async (instance) => {
      const { simulator } = instance;
      seed(instance);
      simulator.faults.add(broken);
      const state = await instance.write('state.json', { bookmarks: { user: before } });
      for (const { name, args } of await readCalls(instance, instance.config, streams)) {
        const run = await runTap([...args, '--state', state]);
        expect([name, run.exitCode, recordIds(run, 'user')]).toEqual([name, 1, []]);
        for (const stream of ['organization', 'program'] as const) {
          expect(new Set(recordIds(run, stream))).toEqual(new Set(simulator.store.ids(stream)));
          expect(lastState(run, stream)).toHaveProperty('replication_key_value');
        }
        const told = name === 'singer' ? run.stderr : run.stdout;
        expect(told).toMatch(/Cannot read user: .*oops/);
        // A Singer state is whole: leaving the stream out would forget where it was.
        expect(lastState(run, 'user')).toEqual(name === 'singer' ? before : undefined);
      }
    }));

  it.concurrent('is INCOMPLETE to Airbyte with an error of its own, and an error at the end names all of them', () =>
    withInstance({ settings: { max_retries: 0 } }, async (instance) => {
      seed(instance);
      instance.simulator.faults.add(broken);
      instance.simulator.faults.add({ ...broken, model: 'program' });
      const [call] = await readCalls(instance, instance.config, streams);
      const run = await runTap(call?.args ?? []);
      expect(run.exitCode).toBe(1);
      expect(statuses(run, 'user')).toEqual(['STARTED', 'INCOMPLETE']);
      expect(statuses(run, 'program')).toEqual(['STARTED', 'INCOMPLETE']);
      expect(statuses(run, 'organization')).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
      const errors = traceErrors(run);
      const names = errors.map((error) => at(error, 'stream_descriptor', 'name'));
      expect(names.slice(0, 2).sort()).toEqual(['program', 'user']);
      expect(names.slice(2)).toEqual([undefined]);
      expect(errors[2]).toMatchObject({ failure_type: 'system_error' });
      expect(String(errors[2]?.['message'])).toMatch(
        /2 streams could not be read to the end: (program, user|user, program)/,
      );
      expect(at(messagesOf(run).at(-1), 'trace', 'type')).toBe('ERROR');
    }));

  it.concurrent('for want of the model fails alone, after the others, with the advice to discover again', () =>
    withInstance({}, async (instance) => {
      seed(instance);
      for (const { name, args } of await readCalls(instance, instance.config, ['program', 'gone_model'])) {
        const run = await runTap(args);
        expect([name, run.exitCode]).toEqual([name, 1]);
        expect(new Set(recordIds(run, 'program'))).toEqual(new Set(instance.simulator.store.ids('program')));
        expect(run.stdout + run.stderr).toMatch(/stream gone_model, which this instance does not have\. Discover/);
        if (name === 'read') expect(statuses(run, 'gone_model').at(-1)).toBe('INCOMPLETE');
      }
    }));
});

describe('Answers that are compressed', () => {
  it.concurrent('are read whole, under both protocols', () =>
    withInstance({ settings: { page_size: 5 }, compression: 'gzip' }, async (instance) => {
      seed(instance);
      for (const { name, args } of await readCalls(instance, instance.config, streams)) {
        const run = await runTap(args);
        expect([name, run.exitCode]).toEqual([name, 0]);
        for (const stream of streams) {
          expect(new Set(recordIds(run, stream))).toEqual(new Set(instance.simulator.store.ids(stream)));
        }
      }
    }));
});
