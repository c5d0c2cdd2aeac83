import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { isObject } from '../../src/core/json.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { at, type Message } from '../support/messages.ts';
import { findSecret, plantedSecret } from '../support/planted-secrets.ts';
import { runTap } from '../support/run-tap.ts';
import { readAcceptanceConfig, settingOf } from './acceptance-config.ts';
import { payloads, readProjectJson, withConnector } from './connector.ts';

const suites = readAcceptanceConfig();

async function readSpec(): Promise<Message> {
  const [spec] = payloads(await runTap(['spec']), 'SPEC');
  return spec ?? {};
}

/** Every schema inside of a schema, with the path that leads to it. */
function* nodes(schema: unknown, path: readonly string[] = []): Generator<readonly [string, Message]> {
  if (!isObject(schema)) return;
  yield [path.join('.'), schema];
  for (const [key, inner] of Object.entries(Object(schema['properties']))) yield* nodes(inner, [...path, key]);
  yield* nodes(schema['items'], [...path, 'items']);
  for (const [index, option] of optionsOf(schema).entries()) yield* nodes(option, [...path, `oneOf ${index}`]);
}

function optionsOf(schema: Message): readonly unknown[] {
  return Array.isArray(schema['oneOf']) ? schema['oneOf'] : [];
}

async function readNodes(): Promise<readonly (readonly [path: string, schema: Message])[]> {
  const found = [...nodes((await readSpec())['connectionSpecification'])];
  expect(found.length).toBeGreaterThan(15);
  return found;
}

/** The paths of the schemas that break a rule. */
async function breaches(isBreach: (schema: Message, path: string) => boolean): Promise<readonly string[]> {
  return (await readNodes()).filter(([path, schema]) => isBreach(schema, path)).map(([path]) => path);
}

const secretNames = [
  'client_token',
  'access_token',
  'api_token',
  'token',
  'secret',
  'client_secret',
  'password',
  'key',
  'service_account_info',
  'service_account',
  'tenant_id',
  'certificate',
  'jwt',
  'credentials',
  'app_id',
  'appid',
  'refresh_token',
];

const complex = [
  'not',
  'anyOf',
  'allOf',
  'patternProperties',
  'prefixItems',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependentRequired',
];

describe('TestSpec', () => {
  it('test_config_match_spec: the sample configuration is valid by the specification', async () => {
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const schema = Object((await readSpec())['connectionSpecification']);
    const sample = readProjectJson(settingOf(suites, 'spec', 'config_path'));
    expect([ajv.validate(schema, sample), ajv.errors]).toEqual([true, null]);
  });

  it('test_match_expected: the specification is that of the file', async () => {
    expect(await readSpec()).toEqual(readProjectJson(settingOf(suites, 'spec', 'spec_path')));
  });

  it('test_enum_usage: no choice is there twice', async () => {
    expect(
      await breaches(({ enum: choices }) => Array.isArray(choices) && new Set(choices).size < choices.length),
    ).toEqual([]);
  });

  it('test_oneof_usage: there are no alternatives, which would need a constant to be told apart by', async () => {
    expect(await breaches((schema) => optionsOf(schema).length > 0)).toEqual([]);
  });

  it('test_secret_is_properly_marked: what is called by a secret is one', async () => {
    const isSecretName = (path: string): boolean => secretNames.includes(path.split('.').at(-1) ?? '');
    expect((await readNodes()).filter(([path]) => isSecretName(path)).length).toBeGreaterThan(0);
    expect(await breaches(({ airbyte_secret: isSecret }, path) => isSecretName(path) && isSecret !== true)).toEqual([]);
  });

  it('test_property_type_is_not_array: each setting has one type, which may be null besides', async () => {
    const isUnion = (type: unknown): boolean => Array.isArray(type) && type.filter((one) => one !== 'null').length > 1;
    expect(await breaches(({ type }) => isUnion(type))).toEqual([]);
  });

  it('test_object_not_empty: objects have properties', async () => {
    expect(await breaches(({ type, properties }) => type === 'object' && !isObject(properties))).toEqual([]);
  });

  it('test_array_type: lists hold objects, texts, numbers or choices', async () => {
    const allowed = new Set(['object', 'string', 'number', 'integer']);
    const isHeld = (items: unknown): boolean =>
      isObject(items) && ('enum' in items || allowed.has(String(items['type'])));
    expect(await breaches(({ type, items }) => type === 'array' && !isHeld(items))).toEqual([]);
  });

  it('test_forbidden_complex_types: no form that the platform cannot show', async () => {
    expect(await breaches((schema) => complex.some((keyword) => keyword in schema))).toEqual([]);
  });

  it('test_date_pattern, test_date_format: a date has a pattern, and what has the pattern of one is a date', async () => {
    const isDate = ({ format }: Message): boolean => format === 'date' || format === 'date-time';
    const hasPattern = ({ pattern }: Message): boolean => String(pattern).startsWith('^[0-9]{4}-[0-9]{2}-[0-9]{2}');
    expect((await readNodes()).some(([, schema]) => isDate(schema))).toBe(true);
    expect(await breaches((schema) => isDate(schema) !== hasPattern(schema))).toEqual([]);
  });

  it('test_duplicate_order: no two settings have one place', async () => {
    const orders = (await readNodes()).flatMap(([, { order }]) => (order === undefined ? [] : [order]));
    expect(orders.length).toBeGreaterThan(15);
    expect(new Set(orders).size).toBe(orders.length);
  });

  it('test_nested_group: groups are of settings at the top alone', async () => {
    expect(await breaches((schema, path) => 'group' in schema && path.includes('.'))).toEqual([]);
  });

  it('test_display_type: only alternatives say how they are shown', async () => {
    expect(await breaches((schema) => 'display_type' in schema && optionsOf(schema).length === 0)).toEqual([]);
  });

  it('test_defined_refs_exist_in_json_spec_file: there are none', async () => {
    expect(JSON.stringify(await readSpec())).not.toContain('"$ref"');
  });

  it('test_oauth_flow_parameters, test_oauth_is_default_method: there is no flow that needs the consent of a user', async () => {
    expect(Object.keys(await readSpec())).not.toContain('advanced_auth');
  });

  it('test_additional_properties_is_true: settings of other releases are accepted', async () => {
    expect(await breaches(({ additionalProperties }) => (additionalProperties ?? true) !== true)).toEqual([]);
  });

  it('test_image_labels, test_image_environment_variables: the Dockerfile says what the registry does', () => {
    const dockerfile = readFileSync(join(projectRoot(), 'Dockerfile'), 'utf8');
    const metadata = readFileSync(join(projectRoot(), 'metadata.yaml'), 'utf8');
    const { version } = Object(readProjectJson('package.json'));
    const repository = /dockerRepository: (.+)/.exec(metadata)?.[1];
    expect(metadata).toContain(`dockerImageTag: ${String(version)}\n`);
    expect(dockerfile).toContain(`io.airbyte.name="${repository}"`);
    expect(dockerfile).toContain(`io.airbyte.version="${String(version)}"`);
    const entry: unknown = JSON.parse(/^ENTRYPOINT (.+)$/m.exec(dockerfile)?.[1] ?? 'null');
    expect(dockerfile).toContain(`AIRBYTE_ENTRYPOINT="${(entry as readonly string[]).join(' ')}"`);
  });

  it('test_secret_never_in_the_output: not of a configuration that is refused either', () =>
    withConnector(async ({ write, config }) => {
      const broken = { ...Object(JSON.parse(readFileSync(config, 'utf8'))), page_size: plantedSecret };
      const run = await runTap(['check', '--config', await write('broken.json', broken)]);
      expect(at(payloads(run, 'CONNECTION_STATUS', 'connectionStatus')[0], 'message')).toContain('page_size');
      expect(findSecret(run.stdout + run.stderr)).toBeUndefined();
    }));
});
