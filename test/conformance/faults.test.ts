import { describe, expect, it } from '@jest/globals';
import { parseState } from '../../src/core/state-form.ts';
import { emptyState } from '../../src/core/stream-state.ts';
import type { Failure } from '../../src/fluxx/failures/failure.ts';
import { type FailureName, failureTable } from '../../src/fluxx/failures/failure-table.ts';
import type { Fault } from '../simulator/fault.ts';
import type { LoggedRequest } from '../simulator/logged-request.ts';
import type { Reply } from '../simulator/reply.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { latePage } from '../support/late-page.ts';
import { at, lastState, messagesOf, recordsOf, statuses, traceErrors } from '../support/messages.ts';
import { plantedSecret } from '../support/planted-secrets.ts';
import { type FinishedProcess, runTap } from '../support/run-tap.ts';
import { readCalls } from '../support/tap-calls.ts';
import { verdictOf } from '../support/verdict.ts';
import { withDeafPort } from '../support/with-deaf-port.ts';
import { credentialsFor, type Instance, withInstance } from '../support/with-instance.ts';
import { withWorkspace } from '../support/with-workspace.ts';
import {
  type PlantedName,
  passing,
  type Scenario,
  scenarios,
  tokenMark,
  type WrongHostName,
} from './fault-scenarios.ts';
import { type WrongHost, wrongHosts } from './wrong-hosts.ts';

const streams = ['organization', 'program', 'user'] as const;
const rows: readonly Failure[] = Object.values(failureTable).flat();
const failureTypes: Readonly<Record<Failure['kind'], string>> = {
  config: 'config_error',
  auth: 'config_error',
  unavailable: 'config_error',
  transient: 'transient_error',
  'unexpected-response': 'system_error',
  internal: 'system_error',
};

function rowOf(name: FailureName): Failure {
  const row = rows.find((failure) => failure.name === name);
  if (!row) throw new Error(`No row is called ${name}.`);
  return row;
}

function seed({ simulator }: Instance): void {
  for (const stream of streams) seedModel(simulator.store, stream, 12);
}

/** That a stream was read as the server has it: each row, and nothing in it altered. */
function expectRows({ simulator }: Instance, run: FinishedProcess, stream: (typeof streams)[number]): void {
  const truth = simulator.store.rows(stream, ['id', 'updated_at', 'created_at']);
  const said = new Map(recordsOf(run, stream).map((record) => [record['id'], record]));
  expect(said).toEqual(new Map(truth.map((row) => [row['id'], row])));
}

/** That `user` failed alone, as the row says: status, code, message and a state that vouches for nothing. */
function expectFailedStream(run: FinishedProcess, name: 'read' | 'singer', row: Failure, scenario: Scenario): void {
  const code = scenario.code ?? row.code;
  expect(parseState(lastState(run, 'user'), 'user')).toEqual(emptyState);
  expect(recordsOf(run, 'user')).toEqual([]);
  if (name === 'singer') {
    expect(run.stderr).toMatch(new RegExp(`ERROR +\\| tap-fluxx \\| user: ${code}: Cannot read user: `));
    expect(run.stderr).toMatch(scenario.message);
    expect(run.stderr).toContain('1 not to the end (user)');
    return;
  }
  expect(statuses(run, 'user').at(-1)).toBe('INCOMPLETE');
  const [error, summary] = traceErrors(run);
  expect(error).toMatchObject({ failure_type: failureTypes[row.kind], stream_descriptor: { name: 'user' } });
  expect(error?.['internal_message']).toContain(code);
  expect(error?.['message']).toMatch(scenario.message);
  expect(summary?.['message']).toBe('1 stream could not be read to the end: user.');
}

/** That the run ended with one message, as the row says. */
function expectEndedRun(run: FinishedProcess, row: Failure, message: RegExp): void {
  const { messages } = verdictOf(run);
  expect(messages).toEqual([expect.stringMatching(message)]);
  for (const error of traceErrors(run)) {
    expect(error).toMatchObject({ failure_type: failureTypes[row.kind] });
    expect(error['internal_message']).toContain(row.code);
  }
  expect(run.stdout + run.stderr).toContain(row.code);
}

/** A server that repeats what it was sent wherever an answer is none: nothing of it may be printed. */
function createEcho(): (reply: Reply, request: LoggedRequest) => Reply {
  let token = '';
  return (reply, { parameters }) => {
    const text = Buffer.from(reply.body).toString();
    token = /"access_token":"([0-9a-f]+)"/.exec(text)?.[1] ?? token;
    const body = text.replaceAll(tokenMark, token);
    if (reply.json !== undefined && reply.status === 200) return { ...reply, body };
    const { client_secret: secret = plantedSecret } = parameters;
    const echoed = encodeURIComponent(`${secret} ${token}`);
    const headers = { ...reply.headers, 'X-Echo': echoed, 'Set-Cookie': echoed };
    return { ...reply, headers, body: `${body} ${secret} ${token}` };
  };
}

describe('Every row of the tables of failures', () => {
  const planted = Object.entries(scenarios) as readonly [PlantedName, Scenario][];

  it.concurrent.each(planted)('%s, when it stays, fails what it hits and nothing else', (name, scenario) =>
    withInstance(
      { mutate: createEcho(), settings: { page_size: 5, max_retries: 0, ...scenario.settings } },
      async (instance) => {
        seed(instance);
        const where: Partial<Fault> = scenario.reach === 'run' ? {} : { model: 'user' };
        instance.simulator.faults.add({ ...scenario.fault, ...where, times: Number.POSITIVE_INFINITY });
        for (const call of await readCalls(instance, instance.config, streams)) {
          const run = await runTap(call.args, { timeLimitMs: 60_000 });
          const protocol = call.name === 'read' ? 'read' : 'singer';
          expect([call.name, run.exitCode]).toEqual([call.name, scenario.reach === 'nothing' ? 0 : 1]);
          if (scenario.reach === 'run') expectEndedRun(run, rowOf(name), scenario.message);
          if (scenario.reach === 'stream') expectFailedStream(run, protocol, rowOf(name), scenario);
          const right = { run: [], stream: ['organization', 'program'], nothing: streams } as const;
          for (const stream of right[scenario.reach]) expectRows(instance, run, stream);
        }
      },
    ),
  );

  const once = planted
    .filter(([name, { fault }]) => rowOf(name).reaction !== 'fail' && fault.on !== 'token')
    .map(([name, { fault }]) => [name, fault] as const);

  it.concurrent.each([...once, ...passing])('%s, when it passes, costs nothing but time', (_name, fault) =>
    withInstance({ settings: { page_size: 5, request_timeout_seconds: 2 } }, async (instance) => {
      seed(instance);
      for (const { name, args } of await readCalls(instance, instance.config, streams)) {
        const hits = instance.simulator.faults.hits();
        instance.simulator.faults.add({ model: 'user', ...latePage('created_at'), ...fault, times: 1 });
        const run = await runTap(args, { timeLimitMs: 60_000 });
        expect([name, run.exitCode, instance.simulator.faults.hits() - hits]).toEqual([name, 0, 1]);
        for (const stream of streams) expectRows(instance, run, stream);
      }
    }),
  );
});

describe('A host that cannot be talked to', () => {
  const hosts = Object.entries(wrongHosts) as readonly [WrongHostName, WrongHost][];

  it.concurrent.each(hosts)(
    '%s ends the run, for there is no token',
    (name, { run: withHost, message, environment = {} }) =>
      withHost((instance) =>
        withWorkspace(async (workspace) => {
          const settings = { ...credentialsFor(instance), max_retries: 0, request_timeout_seconds: 2 };
          const config = await workspace.write('config.json', settings);
          for (const { name: call, args } of await readCalls(workspace, config, streams)) {
            const run = await runTap(args, { environment });
            expect([call, run.exitCode]).toEqual([call, 1]);
            expectEndedRun(run, rowOf(name), message);
          }
        }),
      ),
  );
});

describe('A port behind a firewall that drops packets', () => {
  it.concurrent('is given up in the time that a connection may take, not in that of a whole call', () =>
    withDeafPort((port) =>
      withWorkspace(async (workspace) => {
        const settings = {
          ...credentialsFor(`http://127.0.0.1:${port}`),
          max_retries: 0,
          request_timeout_seconds: 600,
        };
        const config = await workspace.write('config.json', settings);
        const [call] = await readCalls(workspace, config, streams);
        const run = await runTap(call?.args ?? [], { timeLimitMs: 30_000 });
        expect(run.exitCode).toBe(1);
        expectEndedRun(run, rowOf('connection-timeout'), /no connection in time/);
      }),
    ));
});

describe('A server that takes no more calls', () => {
  it.concurrent('holds all streams back, of which Airbyte is told with the time when they go on', () =>
    withInstance({ settings: { page_size: 5 } }, async (instance) => {
      seed(instance);
      const [call] = await readCalls(instance, instance.config, streams);
      instance.simulator.faults.add({
        kind: 'status',
        status: 429,
        retryAfter: '2',
        model: 'user',
        ...latePage('created_at'),
      });
      const beganAt = Date.now();
      const run = await runTap(call?.args ?? []);
      expect(run.exitCode).toBe(0);
      const told = messagesOf(run)
        .map((message) => at(message, 'trace', 'stream_status'))
        .filter((status) => at(status, 'reasons') !== undefined);
      expect(told.map((status) => at(status, 'stream_descriptor', 'name'))).toContain('user');
      for (const status of told) {
        expect(status).toMatchObject({ status: 'RUNNING', reasons: [{ type: 'RATE_LIMITED' }] });
        const [reason] = at(status, 'reasons') as readonly unknown[];
        const resetAt = Number(at(reason, 'rate_limited', 'quota_reset'));
        expect(resetAt).toBeGreaterThan(beganAt + 2000);
        expect(Number.isInteger(resetAt)).toBe(true);
      }
      const refusedAt = instance.simulator.requests.find(({ status }) => status === 429)?.at ?? 0;
      const calls = instance.simulator.requests.filter(({ at: time }) => time > refusedAt + 500);
      expect(Math.min(...calls.map(({ at: time }) => time))).toBeGreaterThanOrEqual(refusedAt + 2000);
      expect((await runTap(['validate'], { stdin: run.stdout })).exitCode).toBe(0);
    }));

  it.concurrent('for longer than a platform waits ends the run at once, with one message', () =>
    withInstance({}, async (instance) => {
      seed(instance);
      instance.simulator.faults.add({
        kind: 'status',
        status: 429,
        retryAfter: '3600',
        model: 'user',
        times: Number.POSITIVE_INFINITY,
      });
      // What others wait for holds the end up no longer: a minute, and seven times.
      instance.simulator.faults.add({ kind: 'hang', model: 'organization', times: Number.POSITIVE_INFINITY });
      for (const { name, args } of await readCalls(instance, instance.config, streams)) {
        const run = await runTap(args, { timeLimitMs: 30_000 });
        expect([name, run.exitCode]).toEqual([name, 1]);
        expectEndedRun(run, rowOf('shut-out'), /the server takes no calls for 3600 s\. Run again after that/);
      }
    }));
});

describe('A run that is ended by what passes, while one of its streams is not there', () => {
  it.concurrent('tells of the former first: a platform stops trying at what only the user can mend', () =>
    withInstance({}, async (instance) => {
      const fault = { kind: 'status', status: 503, retryAfter: '3600', times: Number.POSITIVE_INFINITY } as const;
      instance.simulator.faults.add({ ...fault, model: 'user' });
      const [call] = await readCalls(instance, instance.config, ['nonesuch', 'user']);
      const run = await runTap(call?.args ?? []);
      expect(run.exitCode).toBe(1);
      expect(traceErrors(run).map((error) => error['failure_type'])).toEqual([
        'transient_error',
        'config_error',
        'config_error',
      ]);
    }));
});

describe('A server that goes down', () => {
  const last = 'language';
  const down = ['user', 'fund', 'claim', 'loi', 'project', 'group', 'document', 'alert', 'coi', 'bank_account', last];
  const many = ['program', 'organization', ...down];

  it.concurrent('ends the run after a few streams, with one message and what was read', () =>
    withInstance({ settings: { max_retries: 0, concurrency: 2 } }, async (instance) => {
      instance.simulator.store.insert('program', { id: 1 });
      for (const { name, args } of await readCalls(instance, instance.config, many)) {
        instance.simulator.faults.clear();
        for (const model of many.slice(1)) {
          const status = model === 'organization' ? 403 : 503;
          instance.simulator.faults.add({ kind: 'status', status, model, times: Number.POSITIVE_INFINITY });
        }
        const run = await runTap(args);
        expect([name, run.exitCode]).toEqual([name, 1]);
        expect(recordsOf(run, 'program')).toMatchObject([{ id: 1 }]);
        const reason = expect.stringMatching(/The server seems to be down: 5 streams in a row failed/);
        expect(verdictOf(run).messages).toContainEqual(reason);
        // The last word of each protocol is said all the same.
        if (name === 'read')
          expect(traceErrors(run).map((error) => at(error, 'stream_descriptor', 'name'))).toContain('organization');
        else expect(messagesOf(run).at(-1)).toMatchObject({ type: 'STATE' });
        const asked = new Set(instance.simulator.requests.map(({ model }) => model));
        expect(asked.has(last)).toBe(false);
      }
    }));
});
