import { readFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { addCustomField, addDynamicModel } from '../simulator/dynamic-model.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { singerCatalog } from '../support/catalogs.ts';
import { findSecret, plantedId, plantedSecret } from '../support/planted-secrets.ts';
import { runTap } from '../support/run-tap.ts';
import { everyCall, readCalls } from '../support/tap-calls.ts';
import { verdictOf } from '../support/verdict.ts';
import { credentialsFor, withInstance } from '../support/with-instance.ts';
import { withServer } from '../support/with-server.ts';
import { withWorkspace } from '../support/with-workspace.ts';

// That no run prints a secret or a token is looked for in every run of the tap, so in all of these.

const token = 'c3'.repeat(32);
const bytes = (text: string): string => Buffer.from(text).toString('base64');

/** A server whose answers hold what it was sent, in every way that a server may write it. */
const echo: RequestListener = (request, response) => {
  const isToken = request.url?.startsWith('/oauth/token') === true;
  const sent = [
    request.headers.authorization ?? '',
    plantedSecret,
    encodeURIComponent(plantedSecret).toLowerCase(),
    bytes(`${plantedId}:${plantedSecret}`),
    bytes(JSON.stringify({ secret: plantedSecret, token })),
    JSON.stringify(JSON.stringify({ secret: plantedSecret })),
  ];
  const body = isToken ? { access_token: token } : { error: { code: 100, message: `Oops: ${sent.join(' ')}` } };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

describe('A server that repeats secrets', () => {
  const levels = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

  // Node's own NODE_DEBUG is not of this program: whoever sets it asks Node for the headers.
  it.concurrent.each(levels)('finds none of them printed where the log is of level %s', (level) =>
    withServer(echo, (url) =>
      withWorkspace(async (workspace) => {
        const config = await workspace.write('config.json', { ...credentialsFor(url), max_retries: 0 });
        const environment = { TAP_FLUXX_LOGLEVEL: level, DEBUG: '*', NODE_ENV: 'development' };
        for (const { name, args } of await everyCall(workspace, config)) {
          const { stdout, stderr } = await runTap(args, { environment });
          // Discovery and a Singer tap tell of it in the log alone.
          const told = level === 'DEBUG' || name === 'check' || name === 'read' ? 'Oops: ' : '';
          expect([name, stdout + stderr]).toEqual([name, expect.stringContaining(told)]);
        }
      }),
    ),
  );
});

describe('An instance whose labels hold the client secret', () => {
  const model = 'mac_model_type_dyn_site_visit';

  it.concurrent('is described and read without it, its records being what they are', () =>
    withInstance({ settings: { streams: [model] } }, async (instance) => {
      const { simulator, config, folder } = instance;
      addDynamicModel(simulator.store, { modelType: 'MacModelTypeDynSiteVisit', name: `Visits ${plantedSecret}` });
      const label = `Label ${plantedSecret} ${bytes(`${plantedId}:${plantedSecret}`)}`;
      addCustomField(simulator.store, { model, name: 'notes', label, attributeType: 'text' });
      const output = join(folder, 'dictionary.html');
      const run = await runTap(['dictionary', '--config', config, '--output', output]);
      const page = await readFile(output, 'utf8');
      expect([run.exitCode, findSecret(page)]).toEqual([0, undefined]);
      expect(page).toContain('Visits ****');
      for (const { name, args } of await everyCall(instance, config, [model])) {
        const { stdout, exitCode } = await runTap([...args, '--debug']);
        expect([name, exitCode]).toEqual([name, 0]);
        if (name.includes('discover')) expect(stdout).toContain('Label ****');
      }
    }));

  // The one place where a secret may stand. It proves as well that what watches every run does see.
  it.concurrent('has its rows passed on as they are, for they are what was asked for', () =>
    withInstance({}, async ({ simulator, config, write }) => {
      simulator.store.insert('program', { id: 1, name: plantedSecret });
      const properties = { id: {}, name: {}, updated_at: {} };
      const [stream] = singerCatalog('program')['streams'] as readonly object[];
      const catalog = await write('catalog.json', { streams: [{ ...stream, schema: { type: 'object', properties } }] });
      const run = runTap(['--config', config, '--catalog', catalog]);
      await expect(run).rejects.toThrow(/has printed the client secret[^]*"RECORD".*"name":"Pl4nted/);
    }));
});

/** Credentials whose secret could be the name of something. */
const namedSecret = 'c3'.repeat(32); // what watches every run takes it for a token
const named = (url: string): object => ({ ...credentialsFor(url), client_secret: namedSecret });

describe('An instance that calls fields and models by the client secret', () => {
  it.concurrent('is described and read without them, and a warning tells of it', () =>
    withSimulator({ clientId: plantedId, clientSecret: namedSecret }, (simulator) =>
      withWorkspace(async (workspace) => {
        const config = await workspace.write('config.json', named(simulator.url));
        addDynamicModel(simulator.store, { modelType: `MacModelTypeDyn${namedSecret}`, name: 'Visits' });
        addCustomField(simulator.store, { model: 'program', name: namedSecret, label: 'x', attributeType: 'text' });
        const output = join(workspace.folder, 'dictionary.html');
        const run = await runTap(['dictionary', '--config', config, '--output', output]);
        expect([run.exitCode, findSecret(await readFile(output, 'utf8'))]).toEqual([0, undefined]);
        for (const { name, args } of await everyCall(workspace, config)) {
          const { stdout, stderr, exitCode } = await runTap([...args, '--debug']);
          expect([name, exitCode]).toEqual([name, 0]);
          if (name.includes('discover')) expect(stdout + stderr).toContain('"name"');
        }
        expect(run.stderr).toContain('Left out, for their names hold a secret: 1 model, 1 field');
      }),
    ));
});

describe('A secret in the name of a setting', () => {
  it.concurrent('is not repeated, while the name is', () =>
    withInstance({ settings: { [`client_secret=${plantedSecret}`]: 1 } }, async ({ config }) => {
      const run = await runTap(['check', '--config', config]);
      expect(run.stdout).toContain('unknown setting client_secret=..."');
    }));
});

describe('A secret on the command line', () => {
  it.concurrent('is not repeated where it is out of place', async () => {
    const run = await runTap(['check', '--config', 'ENV', `client_secret=${plantedSecret}`]);
    expect([run.exitCode, run.stderr]).toEqual([2, expect.stringContaining('Unknown argument: client_secret=...')]);
  });
});

describe('A token that reads like a part of a message', () => {
  it.concurrent.each(['"type"', 'STREAM_STATUS', '"bookmarks":'])('%s makes rubbish of none', (word) => {
    const listener: RequestListener = (request, response) => {
      const isToken = request.url?.startsWith('/oauth/token') === true;
      const error = { code: 100, message: `Oops: ${word}` };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isToken ? { access_token: word } : { error }));
    };
    return withServer(listener, (url) =>
      withWorkspace(async (workspace) => {
        const config = await workspace.write('config.json', { ...credentialsFor(url), max_retries: 0 });
        for (const { name, args } of await readCalls(workspace, config)) {
          const run = await runTap(args);
          expect([name, run.exitCode]).toEqual([name, 1]);
          const validation = await runTap(['validate'], { stdin: run.stdout });
          expect([name, validation.stdout]).toEqual([name, expect.stringContaining(', no faults.')]);
        }
      }),
    );
  });
});

describe('A token and an error that take very long to compare', () => {
  it.concurrent('hold nothing up', () => {
    const listener: RequestListener = (request, response) => {
      const isToken = request.url?.startsWith('/oauth/token') === true;
      const error = { code: 100, message: `${'\\\\\\\\"'.repeat(20_000)}Y` };
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(isToken ? { access_token: `${'\\"'.repeat(40)}Z` } : { error }));
    };
    return withServer(listener, (url) =>
      withWorkspace(async (workspace) => {
        const config = await workspace.write('config.json', { ...credentialsFor(url), max_retries: 0 });
        for (const { name, args } of await readCalls(workspace, config)) {
          expect([name, (await runTap(args)).exitCode]).toEqual([name, 1]);
        }
      }),
    );
  });
});

describe('A configuration that cannot be used', () => {
  const faults: readonly (readonly [title: string, content: (url: string) => unknown])[] = [
    ['is broken JSON', () => `{"client_secret": ${JSON.stringify(plantedSecret)}, oops`],
    ['is JSON text alone', () => JSON.stringify(plantedSecret)],
    ['has the secret for an instance', (url) => ({ ...credentialsFor(url), instance: plantedSecret })],
    ['has it in the URL', (url) => ({ ...credentialsFor(url), instance: `https://x:${plantedSecret}@acme.fluxx.io` })],
    ['has it for a date', (url) => ({ ...credentialsFor(url), start_date: plantedSecret })],
    ['has it for a number', (url) => ({ ...credentialsFor(url), page_size: plantedSecret })],
    ['has it for a stream', (url) => ({ ...credentialsFor(url), streams: [plantedSecret] })],
    ['has it for streams', (url) => ({ ...credentialsFor(url), streams: plantedSecret })],
    ['lists it twice', (url) => ({ ...named(url), streams: [namedSecret, namedSecret] })],
    ['has it in a name', (url) => ({ ...credentialsFor(url), [`client_secret=${plantedSecret}`]: 1, page_size: 0 })],
    ['has it for an agent', (url) => ({ ...credentialsFor(url), user_agent: plantedSecret })],
    ['has it in an URI', () => ({ uri: `fluxx://acme:99999?client_secret=${encodeURIComponent(plantedSecret)}` })],
    ['has it as an object', (url) => ({ ...credentialsFor(url), client_secret: { value: plantedSecret } })],
  ];

  it.concurrent.each(faults)('is told of without the secret where it %s', (_title, content) =>
    withServer(echo, (url) =>
      withWorkspace(async (workspace) => {
        const config = await workspace.write('config.json', content(url));
        for (const { args } of await readCalls(workspace, config)) {
          expect(verdictOf(await runTap([...args, '--debug'])).messages.length).toBe(1);
        }
      }),
    ),
  );
});

describe('A token that is none', () => {
  const tokens: readonly (readonly [title: string, value: unknown])[] = [
    ['of two lines', `${token}\n${token}`],
    ['beyond ASCII', `${token}\u20ac`],
    ['with a zero byte', `${token}\u0000`],
    ['of a megabyte', token.repeat(16_384)],
    ['that is an object', { token }],
    ['that is a list', [token]],
    ['that is a number', 7],
    ['that is empty', ''],
  ];

  it.concurrent.each(tokens)('%s is answered with an error that has a code', (_title, value) => {
    const code = 'INSTANCE_NOT_FLUXX';
    const listener: RequestListener = (request, response) => {
      const isToken = request.url?.startsWith('/oauth/token') === true;
      const status = isToken ? 200 : 431;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(isToken ? JSON.stringify({ access_token: value, expires_in: 7200 }) : '{}');
    };
    return withServer(listener, (url) =>
      withWorkspace(async (workspace) => {
        const config = await workspace.write('config.json', { ...credentialsFor(url), max_retries: 0 });
        for (const { name, args } of await readCalls(workspace, config)) {
          const run = await runTap([...args, '--debug']);
          const said = run.stdout + run.stderr;
          expect([name, run.exitCode]).toEqual([name, 1]);
          expect([name, said]).toEqual([name, expect.stringContaining(code)]);
          expect([name, said]).not.toEqual([name, expect.stringContaining('INTERNAL')]);
        }
      }),
    );
  });
});
