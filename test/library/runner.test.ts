import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../simulator/project-root.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog } from '../support/catalogs.ts';
import { lastState, messagesOf, recordsOf, traceErrors } from '../support/messages.ts';
import { type FinishedProcess, runProcess } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const library = pathToFileURL(join(projectRoot(), 'dist', 'library.js')).href;

/** A connector that somebody made of ours: it leaves the names of organizations out. */
const program = `
import { AirbyteLogger, AirbyteSourceRunner, FluxxSource } from ${JSON.stringify(library)};
class Anonymous extends FluxxSource {
  async *read(...asked) {
    for await (const message of super.read(...asked)) {
      if (message.type === 'RECORD') message.record.data.name = 'somebody';
      yield message;
    }
  }
}
const logger = new AirbyteLogger('WARN');
await new AirbyteSourceRunner(logger, new Anonymous(logger)).mainCommand().parseAsync(process.argv);
`;

async function run(instance: Instance, ...args: readonly string[]): Promise<FinishedProcess> {
  return runProcess(process.execPath, [await instance.write('connector.mjs', program), ...args]);
}

describe('A connector that was made of the source', () => {
  it('answers the four verbs of Airbyte, each as its own source does', () =>
    withInstance({ settings: { streams: ['organization'] } }, async (instance) => {
      seedModel(instance.simulator.store, 'organization', 10);
      const { config } = instance;
      expect(messagesOf(await run(instance, 'spec'))).toMatchObject([{ type: 'SPEC' }]);
      expect(messagesOf(await run(instance, 'check', '--config', config))).toMatchObject([
        { type: 'CONNECTION_STATUS', connectionStatus: { status: 'SUCCEEDED' } },
      ]);
      const discovered = messagesOf(await run(instance, 'discover', '--config', config));
      expect(discovered).toMatchObject([{ type: 'CATALOG', catalog: { streams: [{ name: 'organization' }] } }]);
      const stream = { name: 'organization', json_schema: { properties: { id: {}, name: {} } } };
      const catalog = await instance.write('catalog.json', { streams: [{ stream, sync_mode: 'full_refresh' }] });
      const read = await run(instance, 'read', '--config', config, '--catalog', catalog);
      expect([read.exitCode, read.stderr]).toEqual([0, '']);
      expect(new Set(recordsOf(read, 'organization').map(({ name }) => name))).toEqual(new Set(['somebody']));
      expect(recordsOf(read, 'organization')).toHaveLength(10);
    }));

  it('says FAILED of what the user can mend, and ends with 1 and a trace when it cannot go on', () =>
    withInstance({ settings: { max_retries: 0 } }, async (instance) => {
      const wrong = await instance.write('wrong.json', { ...instance.settings, client_secret: 'of nobody' });
      const checked = await run(instance, 'check', '--config', wrong);
      expect(messagesOf(checked)).toMatchObject([{ connectionStatus: { status: 'FAILED' } }]);
      expect(checked.exitCode).toBe(0);
      const catalog = await instance.write('catalog.json', airbyteCatalog('organization'));
      const read = await run(instance, 'read', '--config', wrong, '--catalog', catalog);
      expect([read.exitCode, traceErrors(read).map(({ failure_type: type }) => type)]).toEqual([1, ['config_error']]);
    }));

  it('says FAILED of a configuration that cannot be read', () =>
    withInstance({}, async (instance) => {
      const checked = await run(instance, 'check', '--config', await instance.write('broken.json', '{"instance": '));
      expect([checked.exitCode, messagesOf(checked)]).toMatchObject([
        0,
        [{ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED' } }],
      ]);
    }));

  it('reads for the job that the platform names in the environment', () =>
    withInstance({}, async (instance) => {
      seedModel(instance.simulator.store, 'organization', 10);
      const stream = { name: 'organization', json_schema: { properties: { id: {}, name: {} } } };
      const catalog = await instance.write('catalog.json', { streams: [{ stream, sync_mode: 'full_refresh' }] });
      const connector = await instance.write('connector.mjs', program);
      const args = [connector, 'read', '--config', instance.config, '--catalog', catalog];
      const read = await runProcess(process.execPath, args, { environment: { WORKER_JOB_ID: '5' } });
      expect(lastState(read, 'organization')).toMatchObject({ full_refresh: { job: '5', complete: true } });
    }));

  it('says that a state is not JSON, and in which line, as the user must mend it', () =>
    withInstance({}, async (instance) => {
      const catalog = await instance.write('catalog.json', airbyteCatalog('organization'));
      const state = await instance.write('state.json', '{"type":"STATE","state":{"type":"STR');
      const read = await run(instance, 'read', '--config', instance.config, '--catalog', catalog, '--state', state);
      expect([read.exitCode, traceErrors(read)]).toMatchObject([
        1,
        [{ failure_type: 'config_error', internal_message: expect.stringMatching(/^FILE_NOT_JSON /) }],
      ]);
    }));

  it('ends with 1 when nothing can be written, and says so', () =>
    withInstance({ settings: { streams: ['organization'] } }, async (instance) => {
      const connector = await instance.write('connector.mjs', program);
      const line = `"${process.execPath}" "${connector}" check --config "${instance.config}" > /dev/full`;
      const checked = await runProcess('sh', ['-c', line]);
      expect([checked.exitCode, checked.stderr]).toEqual([1, expect.stringMatching(/^OUTPUT_FAILED: /)]);
    }));

  it('ends soon, with 1, when nobody reads on', () =>
    withInstance({ settings: { page_size: 5 }, latency: 50 }, async (instance) => {
      seedModel(instance.simulator.store, 'organization', 500);
      const stream = { name: 'organization', json_schema: { properties: { id: {}, name: {} } } };
      const catalog = await instance.write('catalog.json', { streams: [{ stream, sync_mode: 'full_refresh' }] });
      const connector = await instance.write('connector.mjs', program);
      const call = `"${process.execPath}" "${connector}" read --config "${instance.config}" --catalog "${catalog}"`;
      const read = await runProcess('sh', ['-c', `(${call}; echo "exit code $?" >&2) | head -n 3`]);
      expect([read.stderr, read.lines.length]).toEqual(['exit code 1\n', 3]);
      expect(instance.simulator.requests.length).toBeLessThan(50);
    }));

  it.each([[[]], [['write']], [['read']], [['--discover', '--config', 'x.json']]])(
    'says what it knows, with exit code 2, when it is called with %j',
    (args) =>
      withInstance({}, async (instance) => {
        const wrong = await run(instance, ...args);
        expect([wrong.exitCode, wrong.stdout]).toEqual([2, '']);
        expect(wrong.stderr).not.toBe('');
      }),
  );
});
