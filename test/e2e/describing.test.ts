import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { projectRoot } from '../simulator/project-root.ts';
import { at, messagesOf } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';

async function readJson(name: string): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await readFile(join(projectRoot(), name), 'utf8'));
}

describe('The executable describes itself', () => {
  it.concurrent('as an Airbyte specification in one message, which is spec.json', async () => {
    const run = await runTap(['spec']);
    expect(messagesOf(run)).toEqual([{ type: 'SPEC', spec: await readJson('spec.json') }]);
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
  });

  it.concurrent('by name and version', async () => {
    const run = await runTap(['--version']);
    const { version } = await readJson('package.json');
    expect([run.stdout, run.exitCode, run.stderr]).toEqual([`tap-fluxx ${String(version)}\n`, 0, '']);
  });

  it.concurrent('with a help that names every verb, every option and the exit codes', async () => {
    const [run, short] = await Promise.all([runTap(['--help']), runTap(['-h'])]);
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    const names = ['spec', 'check', 'discover', 'read', 'validate', '--config', '--catalog', '--properties', '--state'];
    for (const name of [
      ...names,
      '--discover',
      '--about',
      '--format',
      '--version',
      'Exit codes',
      'exit code 0',
      '143, 130',
    ]) {
      expect(run.stdout).toContain(name);
    }
    expect(short.stdout).toBe(run.stdout);
  });

  it.concurrent('to Meltano as JSON with the keys of its SDK and the settings of spec.json', async () => {
    const run = await runTap(['--about', '--format', 'json']);
    const about: unknown = JSON.parse(run.stdout);
    const { connectionSpecification } = await readJson('spec.json');
    const { version } = await readJson('package.json');
    expect(about).toEqual({
      name: 'tap-fluxx',
      description: expect.stringContaining('Fluxx'),
      version,
      sdk_version: null,
      supported_python_versions: [],
      capabilities: expect.arrayContaining(['catalog', 'discover', 'state', 'about']),
      settings: connectionSpecification,
    });
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
  });

  it.concurrent.each([
    [['--about', 'json'], '{'],
    [['--about=json'], '{'],
    [['--about=markdown'], '# tap-fluxx'],
    [['--about', 'markdown', '--format', 'markdown'], '# tap-fluxx'],
  ])('in the format that follows %j', async (args, beginning) => {
    const run = await runTap(args);
    expect([run.exitCode, run.stdout.slice(0, beginning.length)]).toEqual([0, beginning]);
  });

  it.concurrent.each([
    ['text', ['--about'], ['  ', '\n      ', '\n      Default: ', '\n']],
    ['markdown', ['--about', '--format', 'markdown'], ['| `', '` | ', ' | ', ' |\n']],
  ] as const)('to people as %s with every setting and its default', async (_format, args, [before, ...between]) => {
    const run = await runTap(args);
    const properties = at(await readJson('spec.json'), 'connectionSpecification', 'properties');
    expect(properties).toHaveProperty('page_size.default');
    for (const [name, setting] of Object.entries(Object(properties))) {
      const [afterName, beforeDefault, end] = between;
      const described = `${before}${name}${afterName}${String(at(setting, 'description'))}${beforeDefault}`;
      const value = at(setting, 'default');
      expect(run.stdout).toContain(value === undefined ? described : `${described}${String(value)}${end}`);
    }
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
  });
});

describe('A wrong call', () => {
  const missing = ['Missing --config'];
  const wrong: readonly (readonly [call: string, ...reasons: string[]])[] = [
    ['', ...missing],
    ['check', ...missing],
    ['--catalog catalog.json', ...missing],
    ['read --config config.json', 'Missing --catalog'],
    ['extract', 'Unknown verb', 'extract'],
    ['check --config config.json --bogus=1', 'Unknown argument', 'bogus'],
    ['check --config', 'Not enough arguments', 'config'],
    ['--config config.json --catalog a.json --catalog b.json', '--catalog', 'more than once'],
    ['--about --format pdf', 'format', 'pdf', 'markdown'],
    ['--about pdf', 'format', 'pdf', 'markdown'],
    ['--about json pdf', 'Unknown argument', 'pdf'],
    ['check --about', 'Unknown argument', 'check'],
    ['--about json --format markdown', 'do not agree'],
  ];

  it.concurrent.each(wrong)('`%s` says what is wrong on stderr alone and exits with 2', async (call, ...reasons) => {
    const run = await runTap(call.split(' ').filter((word) => word !== ''));
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    for (const reason of reasons) expect(run.stderr).toContain(reason);
    expect(run.stderr).toMatch(/See tap-fluxx --help\.\n$/);
  });

  it.concurrent('is explained in the same words whatever the language of the machine', async () => {
    const run = await runTap(['--bogus'], { environment: { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' } });
    expect(run.stderr).toContain('Unknown argument: bogus');
  });
});
