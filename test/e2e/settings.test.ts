import { describe, expect, it } from '@jest/globals';
import type { Simulator } from '../simulator/simulator.ts';
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
});

function readsOf(simulator: Simulator, model: string): Simulator['requests'] {
  return simulator.requests.filter((request) => request.model === model);
}
