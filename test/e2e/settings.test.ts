import { describe, expect, it } from '@jest/globals';
import type { Simulator } from '../simulator/simulator.ts';
import { airbyteCatalog, singerCatalog } from '../support/catalogs.ts';
import { recordIds, traceErrors } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { readCalls } from '../support/tap-calls.ts';
import { withInstance } from '../support/with-instance.ts';

/** The largest page that was asked for. */
function largestPage({ requests }: Simulator): number {
  return Math.max(...requests.map(({ parameters }) => Number(parameters['per_page'] ?? 0)));
}

describe('Settings', () => {
  it.concurrent('of several files are joined, and the later one wins', () =>
    withInstance({}, async (instance) => {
      const { client_secret: secret, ...others } = instance.settings;
      const first = await instance.write('first.json', { ...others, client_secret: 'outdated-secret' });
      const second = await instance.write('second.json', { client_secret: secret });
      const [inOrder, reversed] = await Promise.all([
        runTap(['check', '--config', first, '--config', second]),
        runTap(['check', '--config', second, '--config', first]),
      ]);
      expect(inOrder.stdout).toContain('"SUCCEEDED"');
      expect(reversed.stdout).toContain('"FAILED"');
    }));

  it.concurrent('may all stand in the environment, as text', () =>
    withInstance({}, async (instance) => {
      instance.simulator.store.insert('program', { id: 5 });
      const texts = { ...instance.settings, page_size: '7', custom_fields: 'false', streams: '["program:name"]' };
      const environment = Object.fromEntries(
        Object.entries<unknown>(texts).map(([name, text]) => [`TAP_FLUXX_${name.toUpperCase()}`, String(text)]),
      );
      const run = await runTap(['--config', 'ENV'], { environment });
      expect(run.exitCode).toBe(0);
      expect(run.lines.find((line) => line.includes('"RECORD"'))).toContain('"id":5');
      expect(largestPage({ ...instance.simulator, requests: readsOf(instance.simulator, 'program') })).toBe(7);
    }));

  it.concurrent('in the environment are not looked at unless ENV is named', () =>
    withInstance({}, async (instance) => {
      const environment = { TAP_FLUXX_CLIENT_SECRET: 'stale-secret', TAP_FLUXX_START_DATE: 'no date' };
      const run = await runTap(['check', '--config', instance.config], { environment });
      expect(run.stdout).toContain('"SUCCEEDED"');
      const both = await runTap(['check', '--config', instance.config, '--config', 'ENV'], { environment });
      expect(both.stdout).toContain('`start_date`');
    }));

  it.concurrent('that do not exist are warned about by name, and the run goes on, under both protocols', () =>
    withInstance({ settings: { page_sise: 'unseen-value', __extra: 1 } }, async (instance) => {
      instance.simulator.store.insert('program', { id: 5 });
      const environment = { TAP_FLUXX_PAGE_SIZES: 'unseen-value' };
      for (const { name, args } of await readCalls(instance, instance.config)) {
        const run = await runTap([...args, '--config', 'ENV'], { environment });
        expect([name, run.exitCode]).toEqual([name, 0]);
        const log = name === 'singer' ? run.stderr : run.stdout;
        expect(log).toContain(`${instance.config}: unknown setting page_sise (did you mean page_size?)`);
        expect(log).toContain('ENV: unknown setting page_sizes (did you mean page_size?)');
        expect(log).toMatch(/unknown setting __extra\b/);
        expect(run.stdout + run.stderr).not.toContain('unseen');
      }
    }));

  it.concurrent('that are null count as left out, and numbers may be text, under both protocols', () =>
    withInstance(
      { settings: { start_date: null, streams: null, uri: null, user_agent: null, page_size: '9', concurrency: '1' } },
      async (instance) => {
        instance.simulator.store.insert('program', { id: 5 });
        for (const { args } of await readCalls(instance, instance.config)) {
          instance.simulator.requests.length = 0;
          const run = await runTap(args);
          expect([run.exitCode, largestPage(instance.simulator)]).toEqual([0, 9]);
          expect(run.stdout).toContain('"id":5');
        }
      },
    ));

  it.concurrent('that cannot be sent are found before any call', () =>
    withInstance({ settings: { user_agent: 'me\r\nX-Evil: 1' } }, async ({ config, simulator }) => {
      const run = await runTap(['check', '--config', config]);
      expect(run.stdout).toContain('`user_agent` must have the form name/version (ASCII, one line)');
      expect(simulator.requests).toEqual([]);
    }));

  it.concurrent('that the URI says as well win over it, with a warning', () =>
    withInstance({ settings: { uri: 'fluxx://acme?client_id=outdated-id' } }, async ({ config }) => {
      const run = await runTap(['check', '--config', config]);
      expect(run.stdout).toContain('"SUCCEEDED"');
      expect(run.stdout).toContain('What `uri` says of `instance` is not used');
      expect(run.stdout).toContain('What `uri` says of `client_id` is not used');
      expect(run.stdout).not.toContain('outdated-id');
    }));

  it.concurrent('that list a secret field without letting secrets be read are warned about', () =>
    withInstance({ settings: { streams: ['user:mfa_otp_key'] } }, async ({ config, simulator, write, settings }) => {
      simulator.store.insert('user', { id: 5 });
      const run = await runTap(['--config', config]);
      expect(run.stderr).toMatch(/`streams` lists them: user:mfa_otp_key \(a secret, and `include_secrets` is false\)/);
      const open = await write('open.json', { ...settings, include_secrets: true });
      expect((await runTap(['--config', open])).stderr).not.toContain('include_secrets');
    }));

  it.concurrent('that list streams leave out only those that there are', () =>
    withInstance({ settings: { streams: ['program'] } }, async ({ config, simulator, write }) => {
      for (const model of ['program', 'fund']) simulator.store.insert(model, { id: 5 });
      const catalog = await write('catalog.json', airbyteCatalog('program', 'nosuch', 'fund'));
      const run = await runTap(['read', '--config', config, '--catalog', catalog]);
      expect([run.exitCode, recordIds(run, 'program'), recordIds(run, 'fund')]).toEqual([1, [5], []]);
      const messages = traceErrors(run).map((error) => JSON.stringify(error));
      expect(messages.find((text) => text.includes('stream nosuch,'))).toContain('which this instance does not have');
      expect(messages.find((text) => text.includes('stream fund,'))).toContain('`streams` leaves out. Add it there');
    }));
});

describe('A stream or a field of the setting `streams` that is gone', () => {
  it.concurrent.each(['with a catalog', 'without one'])('costs no other stream a run %s', (which) =>
    withInstance({ settings: { streams: ['program:name,gone', 'fund', 'nosuch'] } }, async (instance) => {
      for (const model of ['program', 'fund']) instance.simulator.store.insert(model, { id: 5 });
      const catalog = await instance.write('catalog.json', singerCatalog('program', 'fund', 'nosuch'));
      const more = which === 'with a catalog' ? ['--catalog', catalog] : [];
      const run = await runTap(['--config', instance.config, ...more]);
      expect([run.exitCode, recordIds(run, 'program'), recordIds(run, 'fund')]).toEqual([1, [5], [5]]);
      expect(run.stderr).toMatch(/WARNING .*`streams` names program:gone, a field that this instance does not have/);
      expect(run.stderr).toMatch(/ERROR .*Cannot read stream nosuch, which this instance does not have/);
    }),
  );
});

describe('A catalog or a state that cannot be read', () => {
  it.concurrent('is named by its path, and a state that is not JSON has the code for that', () =>
    withInstance({}, async ({ config, write }) => {
      const catalog = await write('catalog.json', airbyteCatalog('program'));
      const broken = await write('broken.json', '{"bookmarks": ');
      const foreign = await write('foreign.json', [{ type: 'LEGACY', data: { x: 1 } }]);
      const calls = [
        [['--catalog', foreign], `CATALOG_INVALID: ${foreign}: The catalog cannot be read`],
        [['--catalog', catalog, '--state', foreign], `STATE_INVALID: ${foreign}: The state cannot be read`],
        [['--catalog', catalog, '--state', broken], `FILE_NOT_JSON: ${broken}: The state cannot be read: line 1`],
      ] as const;
      for (const [args, message] of calls) {
        const run = await runTap(['--config', config, ...args]);
        expect([run.exitCode, run.stderr]).toEqual([1, expect.stringContaining(message)]);
      }
    }));
});

function readsOf(simulator: Simulator, model: string): Simulator['requests'] {
  return simulator.requests.filter((request) => request.model === model);
}
