import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { isObject } from '../../src/core/json.ts';
import type { Message } from '../support/messages.ts';
import { catalogStreams, declaredProperties, payloads, withConnector } from './connector.ts';

/** The names of the streams of the instance that break a rule. */
function breaches(isBreach: (stream: Message) => boolean): Promise<readonly unknown[]> {
  return withConnector(async ({ streams }) => {
    const found = await streams();
    expect(found.length).toBeGreaterThan(5);
    return found.filter(isBreach).map(({ name }) => name);
  });
}

const keywordsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) || isObject(value)
    ? [...(isObject(value) ? Object.keys(value) : []), ...Object.values(value).flatMap(keywordsOf)]
    : [];

/** The combinations of type, format and `airbyte_type` that the platform knows, without the null that may stand beside each. */
const supported = new Set([
  'string',
  'string date',
  'string date-time',
  'string date-time timestamp_with_timezone',
  'boolean',
  'integer',
  'number',
  'array of string',
  'array of integer',
  'array of number',
]);

function typeOf({ type, format, airbyte_type: own, items }: Message): string {
  const types = [type].flat().filter((one) => one !== 'null');
  const inner = items === undefined ? [] : ['of', typeOf(Object(items))];
  return [...types, format, own, ...inner].filter((part) => part !== undefined).join(' ');
}

describe('TestDiscovery', () => {
  it('test_discover: there is one catalog, with streams of different names', () =>
    withConnector(async ({ discover }) => {
      const run = await discover();
      expect([run.exitCode, payloads(run, 'CATALOG').length]).toEqual([0, 1]);
      const names = catalogStreams(run).map(({ name }) => name);
      expect(names.length).toBeGreaterThan(5);
      expect(new Set(names).size).toBe(names.length);
    }));

  it('test_streams_have_valid_json_schemas: each is one of draft 7', async () => {
    const ajv = new Ajv({ strict: false });
    expect(await breaches(({ json_schema: schema }) => ajv.validateSchema(Object(schema)) !== true)).toEqual([]);
  });

  it('test_defined_cursors_exist_in_schema: each is a property', async () => {
    const hasCursor = (stream: Message): boolean =>
      [stream['default_cursor_field']].flat().every((name) => String(name) in declaredProperties(stream));
    expect(await breaches((stream) => 'default_cursor_field' in stream && !hasCursor(stream))).toEqual([]);
  });

  it('test_defined_refs_exist_in_schema, test_defined_keyword_exist_in_schema: neither references nor combinations', async () => {
    const forbidden = new Set(['$ref', 'allOf', 'not']);
    expect(
      await breaches(({ json_schema: schema }) => keywordsOf(schema).some((keyword) => forbidden.has(keyword))),
    ).toEqual([]);
  });

  it('test_primary_keys_exist_in_schema, test_primary_keys_data_type: each is a property that can be compared', async () => {
    const isKey = (property: Message | undefined): boolean =>
      property !== undefined && ['integer', 'string', 'number'].includes(typeOf(property));
    const keysOf = (stream: Message): readonly unknown[] => [stream['source_defined_primary_key']].flat(2);
    const isBreach = (stream: Message): boolean =>
      keysOf(stream).length === 0 || !keysOf(stream).every((name) => isKey(declaredProperties(stream)[String(name)]));
    expect(await breaches(isBreach)).toEqual([]);
  });

  it('test_streams_has_sync_modes: each has at least one', async () => {
    expect(await breaches(({ supported_sync_modes: modes }) => [modes].flat().length === 0)).toEqual([]);
  });

  it('test_additional_properties_is_true: where it is said', async () => {
    const isClosed = (schema: unknown): boolean => JSON.stringify(schema).includes('"additionalProperties":false');
    expect(await breaches(({ json_schema: schema }) => isClosed(schema))).toEqual([]);
  });

  it('test_catalog_has_supported_data_types: each property is of a type that destinations know', async () => {
    const hasOther = (stream: Message): boolean =>
      Object.values(declaredProperties(stream)).some((property) => !supported.has(typeOf(property)));
    expect(await breaches(hasOther)).toEqual([]);
  });
});
