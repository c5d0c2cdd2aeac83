import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findSecret, plantedId, plantedSecret } from '../support/planted-secrets.ts';
import { runTap } from '../support/run-tap.ts';
import { makeSelfSigned } from '../support/self-signed.ts';
import { everyCall, type TapCall } from '../support/tap-calls.ts';
import { verdictOf } from '../support/verdict.ts';
import { credentialsFor, withInstance } from '../support/with-instance.ts';
import { withServer } from '../support/with-server.ts';
import { type Workspace, withWorkspace } from '../support/with-workspace.ts';

const token = 'b7'.repeat(32);
const json = { 'content-type': 'application/json' };
const basic = Buffer.from(`${plantedId}:${plantedSecret}`).toString('base64url');
const noRows = JSON.stringify({ records: { program: [] }, total_entries: 0, per_page: 1, total_pages: 0 });

function isTokenCall(request: Parameters<RequestListener>[0]): boolean {
  return request.url?.startsWith('/oauth/token') === true;
}

/** Every command that calls the instance. */
async function commands(workspace: Workspace, config: string): Promise<readonly TapCall[]> {
  const output = join(workspace.folder, 'dictionary.html');
  const dictionary = { name: 'dictionary', args: ['dictionary', '--config', config, '--output', output] };
  return [...(await everyCall(workspace, config)), dictionary];
}

/** Runs a body with a server that answers with success, and the calls that reach it. */
function withEavesdropper<Result>(body: (url: string, heard: readonly string[]) => Promise<Result>): Promise<Result> {
  const heard: string[] = [];
  const listener: RequestListener = (request, response) => {
    heard.push(`${request.method} ${request.url}`);
    const answer = isTokenCall(request) ? JSON.stringify({ access_token: token, expires_in: 7200 }) : noRows;
    response.writeHead(200, json).end(answer);
  };
  return withServer(listener, (url) => body(url, heard));
}

function redirect(which: 'token' | 'list', status: number, location: string): RequestListener {
  return (request, response) => {
    if (which === 'list' && isTokenCall(request)) {
      response.writeHead(200, json).end(JSON.stringify({ access_token: token, expires_in: 7200 }));
    } else {
      response.writeHead(status, { location }).end();
    }
  };
}

/** Runs commands against a server, one after another; all unless one is named. */
async function runCommands(listener: RequestListener, only?: string): Promise<readonly Told[]> {
  return withServer(listener, (url) =>
    withWorkspace(async (workspace) => {
      const config = await workspace.write('config.json', { ...credentialsFor(url), max_retries: 0 });
      const told: Told[] = [];
      for (const { name, args } of await commands(workspace, config)) {
        if (only !== undefined && name !== only) continue;
        const run = await runTap([...args, '--debug']);
        told.push({ name, text: run.stdout + run.stderr, failures: verdictOf(run).messages.length });
      }
      return told;
    }),
  );
}

/** What a command said about a server. */
interface Told {
  readonly name: string;
  readonly text: string;
  readonly failures: number;
}

describe('A redirection', () => {
  const both = ['token', 'list'] as const;

  it.concurrent.each(both)('of a %s call is not followed by any command, and told without its query', (which) =>
    withEavesdropper(async (other, heard) => {
      const told = await runCommands(redirect(which, 302, `${other}/oauth/token?client_secret=unseen#unseen`));
      expect(heard).toEqual([]);
      for (const { name, text, failures } of told) {
        expect([name, text]).not.toEqual([name, expect.stringContaining('unseen')]);
        // Discovery goes without the metadata that it cannot read, and says so.
        expect([name, text]).toEqual([
          name,
          expect.stringContaining(`redirects to ${new URL(other).host}/oauth/token.`),
        ]);
        if (which === 'token') expect([name, failures]).toEqual([name, 1]);
      }
    }),
  );

  it.concurrent.each([301, 303, 307, 308])('with status %i is not followed either', (status) =>
    withEavesdropper(async (other, heard) => {
      for (const which of both) {
        const [check] = await runCommands(redirect(which, status, `${other}/next`), 'check');
        expect(check?.text).toContain(`redirects to ${new URL(other).host}/next.`);
      }
      expect(heard).toEqual([]);
    }),
  );

  const user = encodeURIComponent(plantedSecret);
  const path = encodeURI(plantedSecret);
  const places: readonly (readonly [title: string, location: string, told: string])[] = [
    ['without a scheme', '//HOST/next', 'HOST/next'],
    ['with credentials', 'http://unseen:unseen-too@HOST/next', 'HOST/next'],
    ['with the client secret', `http://${user}:${user}@HOST/next/${path}/end`, 'HOST/next/****/end'],
    // Its slash ends the host, which is put into small letters.
    ['with the client secret as its host', `http://${path}/end`, '****/end'],
    // What is left belongs to the colon between them.
    ['with the id and secret in Base64', `http://HOST/next/${basic}`, 'HOST/next/****O****'],
    ['with the token', `http://${token}:${token}@HOST/next/${token}`, 'HOST/next/****'],
  ];

  it.concurrent.each(places)('to an address %s is neither followed nor told with that', (_title, location, told) =>
    withEavesdropper(async (other, heard) => {
      const { host } = new URL(other);
      const [check] = await runCommands(redirect('list', 302, location.replace('HOST', host)), 'check');
      expect(heard).toEqual([]);
      expect(check?.text).toContain(`redirects to ${told.replace('HOST', host)}. Set`);
    }),
  );
});

describe('Cookies', () => {
  it.concurrent('are not sent back by any command', () => {
    const cookies: (string | undefined)[] = [];
    const listener: RequestListener = (request, response) => {
      cookies.push(request.headers.cookie);
      const answer = isTokenCall(request) ? JSON.stringify({ access_token: token, expires_in: 7200 }) : noRows;
      const setCookie = ['_session=abc; Path=/', 'remember=1; Path=/; HttpOnly'];
      response.writeHead(200, { ...json, 'set-cookie': setCookie }).end(answer);
    };
    return runCommands(listener).then((told) => {
      expect(cookies.length).toBeGreaterThan(2 * told.length);
      expect(cookies.filter((cookie) => cookie !== undefined)).toEqual([]);
    });
  });
});

describe('http to another machine', () => {
  const hosts = ['http://192.0.2.1', 'http://127.0.0.1.example.com'];

  it.concurrent.each(hosts)('is refused before any call: %s', (instance) =>
    withWorkspace(async (workspace) => {
      const config = await workspace.write('config.json', credentialsFor(instance));
      for (const { name, args } of await commands(workspace, config)) {
        const run = await runTap(args, { timeLimitMs: 10_000 });
        const reason = 'with http, the client secret would cross the network in the open';
        expect([name, run.stdout + run.stderr]).toEqual([name, expect.stringContaining(reason)]);
        expect([name, run.exitCode]).toEqual([name, name === 'check' ? 0 : 1]);
      }
    }),
  );
});

describe('A host whose certificate nobody vouches for', () => {
  it.concurrent('hears nothing from any command', async () => {
    const { key, cert } = makeSelfSigned();
    const heard: string[] = [];
    const server = createServer({ key, cert }, (request, response) => {
      heard.push(`${request.method} ${request.url}`);
      response.end();
    });
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    try {
      await withWorkspace(async (workspace) => {
        const settings = { ...credentialsFor(`https://127.0.0.1:${port}`), max_retries: 0 };
        const config = await workspace.write('config.json', settings);
        for (const { name, args } of await commands(workspace, config)) {
          const run = await runTap(args);
          const reason = 'no secure connection (DEPTH_ZERO_SELF_SIGNED_CERT)';
          expect([name, run.stdout + run.stderr]).toEqual([name, expect.stringContaining(reason)]);
        }
        // The same certificate, vouched for: so it was this that was wrong, and nothing else.
        const environment = { NODE_EXTRA_CA_CERTS: await workspace.write('ca.pem', cert) };
        expect(heard).toEqual([]);
        await runTap(['check', '--config', config], { environment });
        expect(heard).toEqual(['POST /oauth/token']);
      });
    } finally {
      await new Promise((resolve) => {
        server.close(resolve);
      });
    }
  });
});

describe('A proxy that the environment names', () => {
  it.concurrent('is not used: the tap takes none from there', () =>
    withEavesdropper((proxy, heard) =>
      withInstance({}, async ({ config, simulator }) => {
        const names = ['http_proxy', 'https_proxy', 'all_proxy', 'npm_config_proxy', 'npm_config_https_proxy'];
        const environment = {
          ...Object.fromEntries(names.flatMap((name) => [name, name.toUpperCase()]).map((name) => [name, proxy])),
          NODE_USE_ENV_PROXY: '1', // by which Node's own agents take it, from Node 24 on
          NODE_NO_WARNINGS: '1', // Node 22 warns whoever sets that, whatever program it runs
          NO_PROXY: '',
        };
        const run = await runTap(['check', '--config', config], { environment });
        expect(run.stdout).toContain('"SUCCEEDED"');
        expect(simulator.requests.length).toBeGreaterThan(1);
        expect(heard).toEqual([]);
      }),
    ));
});

describe('What watches these runs', () => {
  const samples: readonly (readonly [title: string, text: string])[] = [
    ['a Basic header', `Basic ${basic}`],
    ['the body of a form', new URLSearchParams({ client_secret: plantedSecret }).toString()],
    ['JSON in JSON', JSON.stringify(JSON.stringify({ plantedSecret }))],
    ['JSON in Base64', Buffer.from(JSON.stringify([plantedId, 'Pl4nted', token])).toString('base64url')],
  ];

  it.each(samples)('finds a secret in %s', (_title, text) => {
    expect(findSecret(`before ${text} after`)).toBeDefined();
    expect(findSecret('before and after, 0123456789')).toBeUndefined();
  });
});

describe('In Airbyte Cloud, a host with a private address', () => {
  it.concurrent.each(['127.0.0.1', 'localhost'])('is not asked by any command: %s', (host) =>
    withEavesdropper((url, heard) =>
      withWorkspace(async (workspace) => {
        const instance = url.replace('127.0.0.1', host);
        const config = await workspace.write('config.json', { ...credentialsFor(instance), max_retries: 0 });
        for (const { name, args } of await commands(workspace, config)) {
          const run = await runTap(args, { environment: { DEPLOYMENT_MODE: 'cloud' } });
          expect([name, JSON.stringify(verdictOf(run))]).toEqual([name, expect.stringContaining('a private address')]);
        }
        expect(heard).toEqual([]);
      }),
    ),
  );
});
