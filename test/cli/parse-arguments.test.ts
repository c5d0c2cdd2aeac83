import { describe, expect, it } from '@jest/globals';
import { parseArguments } from '../../src/cli/parse-arguments.ts';

function parse(call: string): ReturnType<typeof parseArguments> {
  // '' stands for an empty word.
  return parseArguments(
    call.split(' ').map((word) => (word === "''" ? '' : word)),
    '1.2.3',
  );
}

describe('The command line', () => {
  const airbyte = { protocol: 'airbyte', config: ['c'] };
  const singer = { protocol: 'singer', config: ['c'] };
  const calls: readonly (readonly [call: string, command: object])[] = [
    ['spec', { kind: 'spec' }],
    ['check --config c', { kind: 'check', config: ['c'] }],
    ['discover --config c', { kind: 'discover', ...airbyte, probe: false, referencePages: undefined }],
    ['discover --config c --probe', { kind: 'discover', ...airbyte, probe: true }],
    ['discover --config c --reference-pages r', { kind: 'discover', ...airbyte, referencePages: 'r' }],
    ['--config c --discover --reference-pages r', { kind: 'discover', ...singer, referencePages: 'r' }],
    ['read --config c --catalog a', { kind: 'read', ...airbyte, catalog: 'a', state: undefined }],
    ['read --config c --catalog a --state s', { kind: 'read', ...airbyte, catalog: 'a', state: 's' }],
    ['-c c -d', { kind: 'discover', ...singer, probe: false }],
    ['-c c -d --probe', { kind: 'discover', ...singer, probe: true }],
    ['-c c -p a -s s', { kind: 'read', ...singer, catalog: 'a', state: 's' }],
    ['--config c', { kind: 'read', ...singer, catalog: undefined, state: undefined, extent: 'all' }],
    ['--config c --test', { kind: 'read', ...singer, extent: 'one record' }],
    ['--test --config c --catalog a', { kind: 'read', ...singer, catalog: 'a', extent: 'one record' }],
    ['--config c --test=all', { kind: 'read', ...singer, extent: 'one record' }],
    ['--config c --test=records', { kind: 'read', ...singer, extent: 'one record' }],
    ['--config c --test schema', { kind: 'read', ...singer, extent: 'schema' }],
    ['--config c --test=disabled', { kind: 'read', ...singer, extent: 'all' }],
    ['--config c --config ENV', { kind: 'read', ...singer, config: ['c', 'ENV'], catalog: undefined }],
    ['dictionary --config c --output o', { kind: 'dictionary', config: ['c'], output: 'o' }],
    [
      'dictionary -c c -o o --probe --reference-pages r',
      { kind: 'dictionary', config: ['c'], output: 'o', probe: true, referencePages: 'r' },
    ],
    ['dictionary -c c -o -', { kind: 'dictionary', config: ['c'], output: '-' }],
    ['validate', { kind: 'validate', catalog: undefined }],
    ['validate --catalog a', { kind: 'validate', catalog: 'a' }],
    ['--about --format json', { kind: 'about', format: 'json' }],
  ];

  it.each(calls)('`%s` is understood', (call, command) => {
    expect(parse(call)).toMatchObject({ command, verbosity: 'normal' });
    expect(parse(`${call} --debug`)).toMatchObject({ command, verbosity: 'debug' });
  });

  it.each([
    ['--config c --state s --discover', 'discover'],
    ['--config c --catalog a --discover', 'discover'],
    ['--config c --properties a --state s --discover', 'discover'],
    ['--config c --about', 'about'],
    ['--config c --catalog a --state s --about --format json', 'about'],
  ])('`%s` is understood, since Meltano puts the files that it has first', (call, kind) => {
    expect(parse(call)).toMatchObject({ command: { kind } });
  });
});

describe('A call that says more than is listened to', () => {
  const wrong: readonly (readonly [call: string, problem: string])[] = [
    ['spec --config c', 'spec does not take --config'],
    ['check --config c --state s', 'check does not take --state'],
    ['check --config c --catalog a -p b', '--catalog and --properties'],
    ['discover --config c --catalog a --state s', 'discover does not take --catalog or --state'],
    ['discover --config c --discover', 'discover does not take --discover'],
    ['read --config c --catalog a --discover', 'read does not take --discover'],
    ['read --config c --catalog a --probe', 'read does not take --probe'],
    ['--config c --probe', 'A sync does not take --probe'],
    ['read --config c --catalog a --reference-pages r', 'read does not take --reference-pages'],
    ['check --config c --reference-pages r', 'check does not take --reference-pages'],
    ['--config c --reference-pages r', 'A sync does not take --reference-pages'],
    ['--about --reference-pages r', '--about does not take --reference-pages'],
    ['discover --config c --reference-pages a --reference-pages b', '--reference-pages is given more than once'],
    ['dictionary --config c --output o --state s', 'dictionary does not take --state'],
    ['--config c --output o', 'A sync does not take --output'],
    ['discover --config c --output o', 'discover does not take --output'],
    ['dictionary -c c -o a -o b', '--output is given more than once'],
    ['validate --config c', 'validate does not take --config'],
    ['validate --state s', 'validate does not take --state'],
    ['--about --discover', '--about does not take --discover'],
    ['--config c --format json', '--format is for --about alone'],
    ['check --config c --format json', '--format is for --about alone'],
    ['--config c --catalog a --properties a', '--catalog and --properties are two names of one option'],
    ['read --config c --catalog a --test', 'read does not take --test'],
    ['--config c --discover --test', '--discover does not take --test'],
    ['--config c --test=some', 'Unknown test: some; there are all, records, schema, disabled'],
    ['--config c --test --test=schema', '--test is given more than once'],
    ['--config c --no-catalog', 'Unknown argument: no-catalog'],
    ['--config c --catalog.x a', 'Unknown argument: catalog.x'],
  ];

  it.each(wrong)('`%s` is wrong usage', (call, problem) => {
    expect(parse(call)).toEqual({ text: expect.stringContaining(problem), exitCode: 2 });
  });
});

describe('A dictionary', () => {
  it.each([
    ['dictionary --config c', 'Missing --output: name the file to write, or - for stdout'],
    ['dictionary --output o', 'Missing --config'],
  ])('`%s` is wrong usage', (call, problem) => {
    expect(parse(call)).toEqual({ text: expect.stringContaining(problem), exitCode: 2 });
  });
});

describe('An empty path', () => {
  it.each([
    ["--config c -s ''", '--state needs a path\n'],
    ['--config c --state=', '--state needs a path\n'],
    ["dictionary --config c -o ''", '--output needs a path\n'],
    ["--config c --catalog ''", '--catalog needs a path\n'],
    ["--config c -p ''", '--properties needs a path\n'],
    ["discover --config c --reference-pages ''", '--reference-pages needs a path\n'],
    ["--config c --config ''", '--config needs a path, or ENV\n'],
  ])('`%s` is told by the name of its option', (call, problem) => {
    expect(parse(call)).toEqual({ text: expect.stringContaining(problem), exitCode: 2 });
  });
});
