import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { projectRoot } from '../simulator/project-root.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog } from '../support/catalogs.ts';
import { at, messagesOf, recordIds, statuses, traceErrors } from '../support/messages.ts';
import type { FinishedProcess } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';
import { type ContainerEngine, type ContainerRun, openEngine } from './container-engine.ts';

const image = 'localhost/tap-fluxx/source-fluxx:test';
const megabyte = 1e6;
let engine: ContainerEngine;

beforeAll(() => {
  engine = openEngine();
  engine.build(image);
}, 600_000);

const run = (options: ContainerRun): Promise<FinishedProcess> => engine.run(image, options);

/** An instance with a stream, and a folder that the user of the container can look into. */
function withMounted(body: (instance: Instance) => Promise<void>): Promise<void> {
  return withInstance({ settings: { streams: ['organization'] } }, async (instance) => {
    await chmod(instance.folder, 0o755);
    seedModel(instance.simulator.store, 'organization', 130);
    await body(instance);
  });
}

/** Runs a line of shell in a container. */
async function shell(line: string, options: ContainerRun = {}): Promise<string> {
  const { stdout, stderr, exitCode } = await run({ command: ['/bin/sh', '-c', line], ...options });
  expect([line, exitCode, stderr]).toEqual([line, 0, '']);
  return stdout.trim();
}

const timeLimitMs = 120_000;

describe('The image', () => {
  it('says what Airbyte looks for: its name, its version, and an entry point of absolute paths', async () => {
    const facts = engine.facts(image);
    const { version } = JSON.parse(await readFile(join(projectRoot(), 'package.json'), 'utf8'));
    expect(facts.labels).toMatchObject({
      'io.airbyte.name': 'tap-fluxx/source-fluxx',
      'io.airbyte.version': version,
      'org.opencontainers.image.version': version,
    });
    expect(facts.environment['AIRBYTE_ENTRYPOINT']).toBe(facts.entrypoint.join(' '));
    expect(facts.entrypoint.filter((part) => !part.startsWith('/'))).toEqual([]);
    expect([facts.user, facts.workingFolder]).toEqual(['airbyte', '/airbyte/integration_code']);
  });

  it('is at most 40 MB larger than the one that it is built on', () => {
    const grown = engine.facts(image).size - engine.facts(engine.base).size;
    expect(grown).toBeGreaterThan(megabyte);
    expect(grown).toBeLessThan(40 * megabyte);
  });

  it('runs as the user airbyte, 1000, who owns /airbyte and nothing else of it', async () => {
    expect(await shell('id -u; id -g; id -un')).toBe('1000\n1000\nairbyte');
    expect(await shell('stat -c "%U %G" /airbyte /airbyte/integration_code')).toBe('airbyte airbyte\nairbyte airbyte');
    expect(await shell('find /airbyte/integration_code -mindepth 1 -writable')).toBe('');
  });

  it('has the shell and the commands with which the platform starts it', async () => {
    expect(await shell('for name in sh kill sleep mv touch; do command -v $name > /dev/null || echo $name; done')).toBe(
      '',
    );
  });

  it('runs Node 24, and carries nothing but what it needs', async () => {
    expect(await shell('node --version')).toMatch(/^v24\./);
    const found = await shell(
      'cd /airbyte/integration_code; ls; ls node_modules | grep -E "^(typescript|jest|knip)$" || true',
    );
    const parts = [
      'LICENSE',
      'catalog.sample.json',
      'dictionary',
      'dist',
      'node_modules',
      'package.json',
      'schemas',
      'spec.json',
    ];
    expect(found.split('\n')).toEqual(parts);
    // Nothing in it is of one kind of processor: what is built for amd64 is what is built for arm64.
    expect(await shell('find /airbyte -name "*.node" -o -name "*.so" -o -name "*.wasm"')).toBe('');
  });

  it('answers spec, also from another folder and through the variable by which the platform starts it', async () => {
    const spec = JSON.parse(await readFile(join(projectRoot(), 'spec.json'), 'utf8'));
    const answers = [
      await run({ args: ['spec'] }),
      await run({ command: ['/bin/sh', '-c', 'cd /tmp && eval "$AIRBYTE_ENTRYPOINT spec"'] }),
      await run({ args: ['spec'], workingFolder: '/' }),
    ];
    for (const { exitCode, stdout, stderr } of answers) {
      expect([exitCode, JSON.parse(stdout), stderr]).toEqual([0, { type: 'SPEC', spec }, '']);
    }
  });

  it(
    'checks, discovers, reads and reads on, with files that are mounted and cannot be written to',
    () =>
      withMounted(async ({ simulator, config, folder, write }) => {
        const mounts = [folder];
        const checked = await run({ mounts, args: ['check', '--config', config] });
        expect(messagesOf(checked).at(-1)).toMatchObject({ connectionStatus: { status: 'SUCCEEDED' } });
        const discovered = await run({ mounts, args: ['discover', '--config', config] });
        expect(messagesOf(discovered).at(-1)).toMatchObject({ catalog: { streams: [{ name: 'organization' }] } });

        const catalog = await write('catalog.json', airbyteCatalog('organization'));
        const args = ['read', '--config', config, '--catalog', catalog];
        const first = await run({ mounts, args });
        expect([first.exitCode, recordIds(first, 'organization').length]).toEqual([0, 130]);
        expect(statuses(first, 'organization')).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);

        const states = messagesOf(first).filter(({ type }) => type === 'STATE');
        const state = await write(
          'state.json',
          states.map((message) => at(message, 'state')),
        );
        const fresh = simulator.store.insert('organization', {});
        const second = await run({ mounts, args: [...args, '--state', state] });
        expect([second.exitCode, recordIds(second, 'organization')]).toEqual([0, expect.arrayContaining([fresh])]);
        expect(recordIds(second, 'organization').length).toBeLessThan(10);
      }),
    timeLimitMs,
  );

  it('writes to no file, so that its file system may be read-only', () =>
    withMounted(async ({ config, folder, write }) => {
      const catalog = await write('catalog.json', airbyteCatalog('organization'));
      // Under docker the file system is read-only in all of these tests; elsewhere, what was written is looked for.
      const find = `find / -xdev -newer ${catalog} -type f -user airbyte 2> /dev/null || true`;
      const read = `$AIRBYTE_ENTRYPOINT read --config ${config} --catalog ${catalog} > /dev/null`;
      expect(await shell(`${read} && { ${find}; }`, { mounts: [folder] })).toBe('');
      if (engine.name === 'docker') return;
      expect(await shell(`touch /airbyte/found; ${find}`, { mounts: [folder] })).toBe('/airbyte/found');
    }));

  it('sizes the heap by the limit of its container, and leaves room for what is no heap', async () => {
    const limit = 256 * 2 ** 20;
    const line = 'node -p "require(\'node:v8\').getHeapStatistics().heap_size_limit"';
    const heap = Number(await shell(line, { memory: limit }));
    expect(heap / limit).toBeGreaterThan(0.6);
    expect(heap / limit).toBeLessThan(0.85);
  });

  it(
    'reads to the end in a container of 200 MiB',
    () =>
      withMounted(async ({ simulator, config, folder, write }) => {
        seedModel(simulator.store, 'organization', 8000);
        const catalog = await write('catalog.json', airbyteCatalog('organization'));
        const args = ['read', '--config', config, '--catalog', catalog];
        const read = await run({ mounts: [folder], args, memory: 200 * 2 ** 20 });
        expect([read.exitCode, traceErrors(read)]).toEqual([0, []]);
        expect(new Set(recordIds(read, 'organization'))).toEqual(new Set(simulator.store.ids('organization')));
      }),
    timeLimitMs,
  );
});
