import type { RequestListener } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { latePage } from '../support/late-page.ts';
import { recordIds, recordsOf, traceErrors } from '../support/messages.ts';
import { plantedId, plantedSecret } from '../support/planted-secrets.ts';
import { runTap } from '../support/run-tap.ts';
import { everyCall, readCalls } from '../support/tap-calls.ts';
import { verdictOf } from '../support/verdict.ts';
import { credentialsFor, withInstance } from '../support/with-instance.ts';
import { withServer } from '../support/with-server.ts';
import { withWorkspace } from '../support/with-workspace.ts';

/** What every call of the tap answers about a host. `check` fails politely where the user can mend it. */
async function expectVerdicts(
  settings: Readonly<Record<string, unknown>>,
  whose: 'of the user' | 'of the server',
  reasons: readonly string[],
): Promise<void> {
  await withWorkspace(async (workspace) => {
    const config = await workspace.write('config.json', settings);
    const calls = (await everyCall(workspace, config)).filter(({ name }) => !name.includes('discover'));
    const runs = await Promise.all(calls.map(async ({ name, args }) => ({ name, run: await runTap(args) })));
    for (const { name, run } of runs) {
      const { exitCode, messages } = verdictOf(run);
      const expected = name === 'check' && whose === 'of the user' ? 0 : 1;
      expect([name, exitCode, messages.length]).toEqual([name, expected, 1]);
      for (const reason of reasons) expect(messages[0]).toContain(reason);
      for (const { failure_type: type } of traceErrors(run)) {
        expect(type).toBe(whose === 'of the user' ? 'config_error' : 'transient_error');
      }
    }
  });
}

function always(status: number, headers: Readonly<Record<string, string>>, body = ''): RequestListener {
  return (_request, response) => void response.writeHead(status, headers).end(body);
}

const html = { 'content-type': 'text/html' };

describe('A host that is not a Fluxx instance', () => {
  it.concurrent('is recognised by a web page where a token should be', () =>
    withServer(always(200, html, '<!doctype html><p>Welcome</p>'), (url) =>
      expectVerdicts(credentialsFor(url), 'of the user', [new URL(url).host, 'not as Fluxx does', 'Check `instance`']),
    ));

  it.concurrent('is recognised by having no such path', () =>
    withServer(always(404, html, '<p>Not found</p>'), (url) =>
      expectVerdicts(credentialsFor(url), 'of the user', ['no Fluxx API at this host (HTTP 404)', 'Check `instance`']),
    ));

  it.concurrent('is recognised by redirecting to a login page, whose address is told without its query', () =>
    withServer(always(302, { location: 'https://login.example.com/start?from=unseen' }), (url) =>
      expectVerdicts(credentialsFor(url), 'of the user', ['redirects to login.example.com/start.', 'Set `instance`']),
    ));

  it.concurrent('is told of when nobody knows its name', () =>
    expectVerdicts(credentialsFor('acme.invalid'), 'of the user', [
      'acme.invalid',
      'no host of that name',
      'fluxx.io',
    ]));
});

describe('A server that is down', () => {
  it.concurrent('is tried again, then told of as a failure that may pass', () =>
    expectVerdicts({ ...credentialsFor('http://127.0.0.1:1'), max_retries: 1 }, 'of the server', [
      '127.0.0.1:1',
      'ECONNREFUSED',
      '(2 attempts)',
      'Run again later',
    ]));
});

describe('Credentials that may not read every model', () => {
  it.concurrent('pass a check as long as they may read one of the usual', () =>
    withInstance({}, async ({ simulator, config }) => {
      simulator.store.setDialect('program', { access: 'forbidden' });
      expect((await runTap(['check', '--config', config])).stdout).toContain('SUCCEEDED');
      for (const model of ['user', 'organization', 'grant_request']) {
        simulator.store.setDialect(model, { access: 'forbidden' });
      }
      expect((await runTap(['check', '--config', config])).stdout).toMatch(/FAILED.*Cannot read program: .*permit/);
    }));
});

describe('A model that takes no token', () => {
  it.concurrent('does not make a check fail, nor a run of others, though it is asked for first', () =>
    withInstance({ settings: { concurrency: 1 } }, async (instance) => {
      const { simulator, config } = instance;
      simulator.faults.add({ kind: 'status', status: 401, model: 'program', times: Number.POSITIVE_INFINITY });
      seedModel(simulator.store, 'user', 3);
      expect((await runTap(['check', '--config', config])).stdout).toContain('SUCCEEDED');
      for (const { name, args } of await readCalls(instance, config, ['program', 'user'])) {
        const run = await runTap(args);
        expect([name, run.exitCode, recordsOf(run, 'user').length]).toEqual([name, 1, 3]);
      }
    }));
});

describe('A check of a model whose class holds an acronym', () => {
  it.concurrent('asks for it by the URL that the instance knows', () =>
    withInstance({ settings: { streams: ['mac_model_type_dyn_pdc'] } }, async ({ simulator, config }) => {
      simulator.store.define('mac_model_type_dyn_p_d_c', { engine: 'search', className: 'MacModelTypeDynPDC' });
      simulator.store.insert('machine_model_type', { model_type: 'MacModelTypeDynPDC', name: 'Calls' });
      expect((await runTap(['check', '--config', config])).stdout).toContain('SUCCEEDED');
    }));
});

describe('A wrong secret', () => {
  it.concurrent('is told of once, with what to check', () =>
    withInstance({}, async ({ settings }) => {
      await expectVerdicts({ ...settings, client_secret: `${plantedSecret}!` }, 'of the user', [
        'Fluxx refuses the credentials (invalid_client)',
        '`client_id` and `client_secret`',
      ]);
    }));
});

describe('A server that repeats what it was sent', () => {
  const base64 = Buffer.from(plantedSecret).toString('base64');
  const echo: RequestListener = (request, response) => {
    const token = 'a0'.repeat(32);
    const form = new URLSearchParams({ client_secret: plantedSecret }).toString();
    const message = `#<Oops: ${request.headers.authorization ?? ''} ${plantedSecret} ${form} ${base64}>`;
    const isToken = request.url === '/oauth/token';
    const body = isToken ? { access_token: token, expires_in: 7200 } : { error: { code: 100, message } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  // That neither is printed is looked for in every run of the tap, so here too.
  it.concurrent('does not make the tap repeat a secret or a token, in messages, traces or logs', () =>
    withServer(echo, (url) =>
      withWorkspace(async (workspace) => {
        const config = await workspace.write('config.json', { ...credentialsFor(url), max_retries: 0 });
        const calls = (await everyCall(workspace, config)).filter(({ name }) => !name.includes('discover'));
        for (const { name, args } of calls) {
          const run = await runTap([...args, '--debug']);
          expect(run.stdout + run.stderr).toContain('Oops: Bearer ****');
          expect([name, run.stdout + run.stderr]).not.toEqual([name, expect.stringContaining(plantedId)]);
        }
      }),
    ));
});

describe('An instance that redirects to its login page in the middle of a run', () => {
  it.concurrent('costs the stream that met it and no other', () =>
    withInstance({ settings: { max_retries: 0, page_size: 5 } }, async (instance) => {
      instance.simulator.store.insert('program', { id: 1 });
      seedModel(instance.simulator.store, 'user', 12);
      for (const { name, args } of await readCalls(instance, instance.config, ['program', 'user'])) {
        instance.simulator.faults.add({ kind: 'login-redirect', model: 'user', times: 50, ...latePage('created_at') });
        const run = await runTap(args);
        instance.simulator.faults.clear();
        expect([name, run.exitCode]).toEqual([name, 1]);
        expect(recordIds(run, 'program')).toEqual([1]);
        expect(recordIds(run, 'user').length).toBeGreaterThan(0);
        expect(run.stdout + run.stderr).toContain('Cannot read user: the server redirects to /user_sessions/new');
      }
    }));
});
