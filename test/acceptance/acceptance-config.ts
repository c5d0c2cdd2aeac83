import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isObject } from '../../src/core/json.ts';
import { projectRoot } from '../simulator/project-root.ts';

type Fields = Readonly<Record<string, unknown>>;

const common = ['config_path', 'timeout_seconds'];
const compatibility = 'backward_compatibility_tests_config';

/** The keys that Airbyte's acceptance tests know; they refuse any other. */
const known: Readonly<Record<string, readonly string[]>> = {
  spec: [...common, 'spec_path', 'deployment_mode', compatibility, 'auth_default_method'],
  connection: [...common, 'status', 'deployment_mode'],
  discovery: [...common, 'deployment_mode', compatibility, 'validate_primary_keys_data_type'],
  basic_read: [
    ...common,
    'configured_catalog_path',
    'empty_streams',
    'expect_records',
    'validate_schema',
    'validate_stream_statuses',
    'validate_state_messages',
    'validate_primary_keys_data_type',
    'fail_on_extra_columns',
    'validate_data_points',
    'expect_trace_message_on_failure',
    'file_types',
    'client_container_config',
  ],
  full_refresh: [...common, 'configured_catalog_path', 'ignored_fields'],
  incremental: [...common, 'configured_catalog_path', 'future_state', 'skip_comprehensive_incremental_tests'],
  connector_attributes: [...common, 'streams_without_primary_key', 'allowed_hosts', 'suggested_streams'],
  connector_documentation: common,
};

/** The suites of Airbyte's acceptance tests, each with its entries in `acceptance-test-config.yml`. */
export type Suites = ReadonlyMap<string, readonly Fields[]>;

/** Reads `acceptance-test-config.yml` as strictly as Airbyte does. @throws Error that says what it would refuse */
export function readAcceptanceConfig(): Suites {
  const root: unknown = parse(readFileSync(join(projectRoot(), 'acceptance-test-config.yml'), 'utf8'));
  const suites = isObject(root) ? root['acceptance_tests'] : undefined;
  if (!isObject(root) || !isObject(suites)) throw new Error('It has no acceptance_tests.');
  expectKeys(root, ['connector_image', 'test_strictness_level', 'acceptance_tests'], 'the root');
  if (root['test_strictness_level'] !== 'high') throw new Error('The strictness is not high.');
  expectKeys(suites, Object.keys(known), 'acceptance_tests');
  return new Map(Object.keys(known).map((name) => [name, testsOf(name, suites[name])]));
}

/** Where the strictness is high, each suite is there. */
function testsOf(name: string, suite: unknown): readonly Fields[] {
  const tests = isObject(suite) ? suite['tests'] : undefined;
  if (!Array.isArray(tests) || tests.length === 0) throw new Error(`${name} has no tests.`);
  return tests.map((test: unknown) => {
    if (!isObject(test)) throw new Error(`A test of ${name} is no object.`);
    expectKeys(test, known[name] ?? [], name);
    return test;
  });
}

function expectKeys(value: Fields, keys: readonly string[], where: string): void {
  const unknown = Object.keys(value).filter((key) => !keys.includes(key));
  if (unknown.length > 0) throw new Error(`${where} has ${unknown.join(', ')}, which Airbyte does not know.`);
}

/** The first of the values under a path of keys, of all tests of a suite. @throws Error where there is none */
export function settingOf(suites: Suites, suite: string, ...path: readonly string[]): string {
  for (const test of suites.get(suite) ?? []) {
    const value = path.reduce((inner: unknown, key) => (isObject(inner) ? inner[key] : undefined), test);
    if (typeof value === 'string') return value;
  }
  throw new Error(`No test of ${suite} has ${path.join('.')}.`);
}
