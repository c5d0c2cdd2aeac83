import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { latePage } from '../support/late-page.ts';
import {
  at,
  lastState,
  type Message,
  messagesOf,
  recordIds,
  recordsOf,
  statuses,
  traceErrors,
} from '../support/messages.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { readCalls } from '../support/tap-calls.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const rows = 40;
const broken = 'created_at';
const exception = "#<NoMethodError: undefined method `strftime' for nil:NilClass>";

/** What the two protocols tell a log and keep as a state. */
const protocols = [
  {
    name: 'read',
    logOf: (run: FinishedProcess) => run.stdout,
    stateOf: (run: FinishedProcess): unknown => {
      const states = messagesOf(run).filter(({ type }) => type === 'STATE');
      const named = states.map(({ state }) => [at(state, 'stream', 'stream_descriptor', 'name'), state] as const);
      return [...new Map(named).values()];
    },
  },
  {
    name: 'singer',
    logOf: (run: FinishedProcess) => run.stderr,
    stateOf: (run: FinishedProcess): unknown => messagesOf(run).findLast(({ type }) => type === 'STATE')?.['value'],
  },
] as const;

/** An instance of two models; a column of one of them breaks every call from the third page on. */
async function withBrokenColumn(body: (instance: Instance) => Promise<void>): Promise<void> {
  await withInstance({ settings: { page_size: 5, concurrency: 1 } }, async (instance) => {
    const { simulator } = instance;
    for (const model of ['user', 'program']) seedModel(simulator.store, model, rows);
    simulator.faults.add({
      kind: 'error-100',
      message: exception,
      model: 'user',
      times: Number.POSITIVE_INFINITY,
      ...latePage(broken, 2),
    });
    await body(instance);
  });
}

function argsOf(calls: Awaited<ReturnType<typeof readCalls>>, name: string): readonly string[] {
  const call = calls.find((call) => call.name === name);
  if (call === undefined) throw new Error(`There is no call ${name}.`);
  return call.args;
}

/** The records of a stream without the column, and those with it. */
function divide(run: FinishedProcess): { readonly without: readonly Message[]; readonly whole: readonly Message[] } {
  const records = recordsOf(run, 'user');
  return {
    without: records.filter((record) => record[broken] === null),
    whole: records.filter((record) => record[broken] !== null),
  };
}

describe('A field that makes every call for it fail', () => {
  it.concurrent.each(protocols)(
    'is null, the warning names it, the run fails, and the next one reads the rows again: $name',
    ({ name, logOf, stateOf }) =>
      withBrokenColumn(async (instance) => {
        const { simulator } = instance;
        const args = argsOf(await readCalls(instance, instance.config, ['user', 'program']), name);
        const run = await runTap(args);
        expect(run.exitCode).toBe(1);
        expect(logOf(run).match(/user: created_at is not read any more/g)).toHaveLength(1);
        expect(logOf(run)).toContain(exception.slice(2, 20));
        expect(logOf(run)).toMatch(/FIELD_UNREADABLE: user was read without created_at/);
        expect(new Set(recordIds(run, 'user'))).toEqual(new Set(simulator.store.ids('user')));
        const { without, whole } = divide(run);
        expect([without.length > 0, whole.length > 0]).toEqual([true, true]);
        // The other stream is none the worse.
        expect(new Set(recordIds(run, 'program'))).toEqual(new Set(simulator.store.ids('program')));
        const syncedAt = (stream: string): unknown => at(lastState(run, stream), 'synced_at') ?? undefined;
        expect([syncedAt('program'), syncedAt('user')]).toEqual([expect.any(String), undefined]);

        simulator.faults.clear();
        const state = await instance.write('state.json', stateOf(run));
        const next = await runTap([...args, '--state', state]);
        expect(next.exitCode).toBe(0);
        const again = divide(next);
        expect(again.without).toEqual([]);
        expect(again.whole.map(({ id }) => id)).toEqual(expect.arrayContaining(without.map(({ id }) => id)));
        expect(again.whole.length).toBeLessThan(rows);
        expect(lastState(next, 'user')).toHaveProperty('synced_at');
      }),
  );

  it.concurrent('is told to Airbyte with every record that lacks it, and the stream is INCOMPLETE', () =>
    withBrokenColumn(async (instance) => {
      const args = argsOf(await readCalls(instance, instance.config, ['user', 'program']), 'read');
      const run = await runTap(args);
      const records = messagesOf(run)
        .map(({ record }) => record)
        .filter((record) => at(record, 'stream') === 'user');
      const changes = [{ field: broken, change: 'NULLED', reason: 'SOURCE_RETRIEVAL_ERROR' }];
      for (const record of records) {
        expect(at(record, 'meta')).toEqual(at(record, 'data', broken) === null ? { changes } : undefined);
      }
      expect(divide(run).without.length).toBeGreaterThan(0);
      expect(statuses(run, 'user')).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
      expect(statuses(run, 'program')).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
      const [error] = traceErrors(run);
      expect(error).toMatchObject({ stream_descriptor: { name: 'user' }, message: expect.stringContaining(broken) });
      expect((await runTap(['validate'], { stdin: run.stdout })).exitCode).toBe(0);
    }));

  it.concurrent('leaves the state as it was where no row before it was new', () =>
    withBrokenColumn(async (instance) => {
      const { simulator } = instance;
      const args = argsOf(await readCalls(instance, instance.config, ['user']), 'singer');
      simulator.faults.clear();
      const before = await runTap(args);
      expect(before.exitCode).toBe(0);
      simulator.clock.advance(60_000);
      for (const id of simulator.store.ids('user')) simulator.store.update('user', id);
      simulator.faults.add({
        kind: 'error-100',
        message: exception,
        times: Number.POSITIVE_INFINITY,
        ...latePage(broken, 0),
      });
      const state = await instance.write('state.json', messagesOf(before).at(-1)?.['value']);
      const run = await runTap([...args, '--state', state]);
      expect(run.exitCode).toBe(1);
      expect(divide(run).without).toHaveLength(recordIds(run, 'user').length);
      expect(new Set(recordIds(run, 'user')).size).toBe(rows);
      expect(lastState(run, 'user')).toEqual(lastState(before, 'user'));
    }));
});
