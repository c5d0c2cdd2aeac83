import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileSchema } from '../../src/platform/json-schema.ts';
import { projectRoot } from '../simulator/project-root.ts';
import type { Message } from '../support/messages.ts';
import { withWorkspace } from '../support/with-workspace.ts';
import { readAcceptanceConfig } from './acceptance-config.ts';
import { breakingSpecChanges, breakingStreamChanges } from './breaking-changes.ts';
import { readProjectJson } from './connector.ts';

/** The settings of a specification. */
function settingsIn(spec: unknown): Message {
  return Object(Object(spec).connectionSpecification);
}

const settings = settingsIn(readProjectJson('spec.json'));
const { version } = readProjectJson('package.json') as { readonly version: string };

/** The version that the changelog has before this one; `undefined` for the first. */
async function previousVersion(): Promise<string | undefined> {
  const changelog = await readFile(join(projectRoot(), 'CHANGELOG.md'), 'utf8');
  const versions = [...changelog.matchAll(/^## \[(\d+\.\d+\.\d+)\]/gm)].map(([, found]) => found);
  expect(versions[0]).toBe(version);
  return versions[1];
}

/** What two folders with a `spec.json` and `schemas` make break, each as a line. */
async function breaksBetween(before: string, after: string): Promise<readonly string[]> {
  const read = async (folder: string, path: string): Promise<Message> =>
    JSON.parse(await readFile(join(folder, path), 'utf8'));
  const [old, now] = [await read(before, 'spec.json'), await read(after, 'spec.json')];
  const there = new Set(await readdir(join(after, 'schemas')));
  const streams = (await readdir(join(before, 'schemas'))).map(async (file): Promise<readonly string[]> => {
    if (!there.has(file)) return [`${file} is gone`];
    const path = join('schemas', file);
    return breakingStreamChanges(await read(before, path), await read(after, path)).map((line) => `${file}: ${line}`);
  });
  return [...breakingSpecChanges(settingsIn(old), settingsIn(now)), ...(await Promise.all(streams)).flat()];
}

/** Any configuration that a specification allows, as far as types and choices go. */
function anyConfig({ properties, required }: Message): fc.Arbitrary<Message> {
  const values = Object.entries(Object(properties)).map(
    ([name, setting]) => [name, anyValue(Object(setting))] as const,
  );
  return fc.record(Object.fromEntries(values), { requiredKeys: required as string[] });
}

function anyValue({ type, enum: choices, examples, default: usual, minimum = 0 }: Message): fc.Arbitrary<unknown> {
  if (Array.isArray(choices)) return fc.constantFrom(...(choices as unknown[]));
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.constantFrom(minimum, usual ?? minimum);
  if (usual !== undefined) return fc.constant(usual);
  if (Array.isArray(examples)) return fc.constantFrom(...(examples as unknown[]));
  return fc.constant('fluxx://acme?client_id=a&client_secret=b');
}

/** That a hundred configurations which one specification allows are valid by another. */
function expectTaken(before: Message, after: Message): void {
  const judge = compileSchema<Message>(after);
  fc.assert(
    fc.property(anyConfig(before), (config) => expect(judge(config).problems).toEqual([])),
    { numRuns: 100 },
  );
}

/** The specification with one setting changed. */
function withSetting(name: string, change: object): Message {
  const properties = Object(settings['properties']);
  return { ...settings, properties: { ...properties, [name]: { ...properties[name], ...change } } };
}

describe('test_backward_compatibility', () => {
  it('of this version, with the one that was published before it', async () => {
    const previous = await previousVersion();
    const suites = readAcceptanceConfig();
    const exempt = ['spec', 'discovery'].map(
      (suite) => Object(suites.get(suite)?.[0]).backward_compatibility_tests_config?.disable_for_version,
    );
    if (previous === undefined) {
      // There is none: Airbyte's own test has to be told so, for this version alone.
      expect(exempt).toEqual([version, version]);
      return;
    }
    expect(exempt).not.toContain(version);
    await withWorkspace(async ({ folder }) => {
      await mkdir(join(folder, 'before'));
      const unpack = `git archive v${previous} spec.json schemas | tar -x -C '${join(folder, 'before')}'`;
      await promisify(execFile)('bash', ['-o', 'pipefail', '-c', unpack], { cwd: projectRoot() });
      expect(await breaksBetween(join(folder, 'before'), projectRoot())).toEqual([]);
      const old = settingsIn(JSON.parse(await readFile(join(folder, 'before', 'spec.json'), 'utf8')));
      expectTaken(old, settings);
    });
  });

  it('finds nothing where nothing changed', async () => {
    expect(await breaksBetween(projectRoot(), projectRoot())).toEqual([]);
  });

  it.each([
    ['a setting is gone', { ...settings, properties: {} }, /^instance is gone$/],
    [
      'one more is required',
      { ...settings, required: ['instance', 'client_id', 'client_secret', 'uri'] },
      /uri is required/,
    ],
    ['a setting has another type', withSetting('page_size', { type: 'string' }), /page_size has another type/],
    ['null is no value any more', withSetting('uri', {}), /uri has another type/],
    ['there are fewer choices', withSetting('fields', { enum: ['all'] }), /fields has fewer choices/],
    ['there are choices', withSetting('user_agent', { enum: ['a'] }), /user_agent has fewer choices/],
  ])('finds in a specification that %s', (what, after, expected) => {
    const before = what.startsWith('null') ? withSetting('uri', { type: ['string', 'null'] }) : settings;
    expect(breakingSpecChanges(before, after)).toContainEqual(expect.stringMatching(expected));
  });

  it.each([
    ['a field is gone', {}, /^b is gone$/],
    ['a field has another type', { b: { type: ['integer', 'null'], format: 'date' } }, /^b has another type$/],
    ['a field has another format', { b: { type: ['string', 'null'], format: 'date-time' } }, /^b has another format$/],
    [
      'a field has another type of Airbyte',
      { b: { type: ['string', 'null'], format: 'date', airbyte_type: 'x' } },
      /^b has another airbyte_type$/,
    ],
  ])('finds in a stream that %s', (_what, properties, expected) => {
    const before = { properties: { b: { type: ['null', 'string'], format: 'date' } } };
    expect(breakingStreamChanges(before, { properties })).toEqual([expect.stringMatching(expected)]);
  });

  it('finds that a stream has another cursor, and minds no new field', () => {
    const after = { properties: { a: {} }, 'x-cursor': 'updated_at' };
    expect(breakingStreamChanges({ properties: {} }, after)).toEqual(['the cursor is another']);
    expect(breakingStreamChanges({ ...after, properties: {} }, after)).toEqual([]);
  });

  it('takes a hundred configurations that the specification allows, and not by one that asks for more', () => {
    expectTaken(settings, settings);
    const required = ['instance', 'client_id', 'client_secret', 'uri'];
    expect(() => expectTaken(settings, { ...settings, required })).toThrow('Property failed');
  });
});
