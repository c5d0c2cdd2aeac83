import { describe, expect, it } from '@jest/globals';
import { at } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { readAcceptanceConfig } from './acceptance-config.ts';
import { payloads, withConnector } from './connector.ts';

const cases = (readAcceptanceConfig().get('connection') ?? []).map(
  ({ status, config_path: path }) => [String(status), String(path)] as const,
);

describe('TestConnection', () => {
  it.each(cases)('test_check: it is said to %s with %s, once', (status, path) =>
    withConnector(async ({ check }) => {
      const run = await check(path);
      const statuses = payloads(run, 'CONNECTION_STATUS', 'connectionStatus');
      const expected = { succeed: 'SUCCEEDED', failed: 'FAILED' }[status];
      expect([run.exitCode, statuses.map((found) => found['status'])]).toEqual([0, [expected]]);
    }),
  );

  it('test_check: it is an exception, told in one trace, where the server is down', () =>
    withConnector(async ({ write, simulator }) => {
      simulator.faults.add({ kind: 'status', status: 503, times: 1000 });
      const settings = {
        instance: simulator.url,
        client_id: simulator.clientId,
        client_secret: simulator.clientSecret,
      };
      const run = await runTap(['check', '--config', await write('down.json', { ...settings, max_retries: 0 })]);
      expect([run.exitCode, payloads(run, 'CONNECTION_STATUS')]).toEqual([1, []]);
      const errors = payloads(run, 'TRACE').map((trace) => at(trace, 'error', 'message'));
      expect(errors).toEqual([expect.stringContaining('Cannot')]);
    }));
});
