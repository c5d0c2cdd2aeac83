import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Settings } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';
import { ConnectorError } from '../../src/core/connector-error.ts';
import { hostileText } from '../support/json-values.ts';

const spec = JSON.parse(readFileSync(join(import.meta.dirname, '../../spec.json'), 'utf8'));
const rules = { schema: spec.connectionSpecification, defaultUserAgent: 'tap-fluxx/0' };
const required = { instance: 'acme.fluxx.io', client_id: 'the-id', client_secret: 'the-secret' };

/** What is made of settings, with what was told in the log. */
function parseWithLog(settings: Settings) {
  const warnings: string[] = [];
  return { config: parseConfig(settings, rules, (_level, text) => warnings.push(text)), warnings };
}

const parse = (settings: object) => parseWithLog({ ...required, ...settings }).config;

/** The message of the fault that a configuration has. */
function faultOf(settings: Settings): string {
  try {
    parseWithLog(settings);
  } catch (error) {
    if (error instanceof ConnectorError && error.code === 'CONFIG_INVALID') return error.message;
    throw error;
  }
  throw new Error('there is no fault');
}

describe('a configuration', () => {
  it('needs three settings; the others have the defaults that the documentation promises', () => {
    const defaults = {
      baseUrl: 'https://acme.fluxx.io/',
      clientId: 'the-id',
      clientSecret: 'the-secret',
      startDate: undefined,
      streams: undefined,
      fields: 'all',
      customFields: 'discover',
      dynamicModels: 'discover',
      multiSelect: 'values',
      lookbackSeconds: 900,
      detectDeletions: false,
      pageSize: 100,
      concurrency: 4,
      requestsPerMinute: 1200,
      secrets: 'leave-out',
      requestTimeoutMs: 60_000,
      maxRetries: 6,
      userAgent: 'tap-fluxx/0',
      singer: { activatesVersions: false, flattening: undefined },
    };
    expect(parse({})).toEqual(defaults);
  });

  it('may stand in one URI', () => {
    const uri = 'fluxx://acme.preprod?client_id=the-id&client_secret=the-secret';
    const { config, warnings } = parseWithLog({ uri });
    expect([config.baseUrl, warnings]).toEqual(['https://acme.preprod.fluxxlabs.com/', []]);
  });

  it('tells what of a URI is not used, without its values', () => {
    const uri = 'fluxx://acme.preprod?client_id=hunter2&client_secret=the-secret';
    const { config, warnings } = parseWithLog({ uri, instance: 'other.fluxx.io', client_id: 'the-id' });
    expect([config.baseUrl, config.clientId]).toEqual(['https://other.fluxx.io/', 'the-id']);
    expect(warnings).toEqual([
      'What `uri` says of `instance` is not used: the setting `instance` is',
      'What `uri` says of `client_id` is not used: the setting `client_id` is',
    ]);
  });

  it('takes every setting as text, as the environment has it', () => {
    const settings = {
      start_date: '2024-01-01T02:00:00+02:00',
      fields: 'stored',
      custom_fields: 'false',
      dynamic_models: 'false',
      multi_select: 'paths',
      lookback_minutes: '0',
      page_size: '500',
      concurrency: '1',
      requests_per_minute: '60',
      include_secrets: 'true',
      request_timeout_seconds: '5',
      max_retries: '0',
      user_agent: 'me',
    };
    expect(parse(settings)).toMatchObject({
      startDate: '2024-01-01T00:00:00Z',
      fields: 'stored',
      customFields: 'leave-out',
      dynamicModels: 'leave-out',
      multiSelect: 'paths',
      lookbackSeconds: 0,
      pageSize: 500,
      concurrency: 1,
      requestsPerMinute: 60,
      secrets: 'include',
      requestTimeoutMs: 5000,
      maxRetries: 0,
      userAgent: 'me',
    });
  });

  it.each(['True', 'TRUE', 'true'])('takes %s for true', (word) => {
    expect(parse({ include_secrets: word }).secrets).toBe('include');
  });

  it('takes no other word for true or false', () => {
    expect(() => parse({ include_secrets: 'yes' })).toThrow('include_secrets');
  });

  it('takes objects apart as the settings of flattening say, once it is enabled', () => {
    expect(parse({ flattening_max_depth: 3 }).singer.flattening).toBeUndefined();
    expect(parse({ flattening_enabled: true }).singer.flattening).toEqual({
      maxDepth: 10,
      separator: '__',
      maxKeyLength: 59,
    });
    const others = { flattening_enabled: 'true', flattening_separator: '_', flattening_max_key_length: '30' };
    expect(parse(others).singer.flattening).toMatchObject({ separator: '_', maxKeyLength: 30 });
  });

  it('takes numbers where text is meant', () => {
    expect(parse({ instance: 4711, client_id: 5, client_secret: 6 })).toMatchObject({
      baseUrl: 'https://4711.fluxxlabs.com/',
      clientId: '5',
      clientSecret: '6',
    });
  });

  it('chooses streams, with fields where they are listed', () => {
    expect(parse({ streams: ['user', 'organization:name,city'] }).streams).toEqual([
      { name: 'user', fields: undefined },
      { name: 'organization', fields: ['name', 'city'] },
    ]);
    expect(parse({ streams: [] }).streams).toBeUndefined();
  });

  it('takes the streams as text too', () => {
    expect(parse({ streams: 'user, program' }).streams).toEqual(parse({ streams: ['user', 'program'] }).streams);
    expect(parse({ streams: 'user:id,name' }).streams).toEqual([{ name: 'user', fields: ['id', 'name'] }]);
  });

  it('loses the blanks and line ends that copying leaves around credentials', () => {
    const settings = { client_id: ' the-id\t', client_secret: 'the-secret\n' };
    expect(parse(settings)).toEqual(parse({}));
    const uri = 'fluxx://acme.fluxx.io?client_id=the-id&client_secret=the-secret%0A';
    expect(parseWithLog({ uri }).config).toEqual(parse({}));
  });

  it('may hold settings of other programs', () => {
    expect(parse({ stream_maps: {}, __injected_cursor: 1 })).toEqual(parse({}));
    expect(parse(JSON.parse('{"__proto__":"x","constructor":"y"}'))).toEqual(parse({}));
  });

  it('is refused with all of its faults at once, each by the name of its setting', () => {
    const message = faultOf({
      instance: 'http://acme.fluxx.io',
      client_secret: '',
      start_date: '2024-02-30',
      streams: ['user', 'not a name', 'user:name', 'user'],
      fields: 'most',
      page_size: 501,
      concurrency: 'many',
    });
    for (const setting of [
      'instance',
      'client_id',
      'client_secret',
      'start_date',
      'streams.1',
      'fields',
      'page_size',
      'concurrency',
    ]) {
      expect(message).toContain(`\`${setting}\` `);
    }
    expect(message).toContain('9 faults');
    expect(message).toContain('must be one of all, stored');
    expect(message).toContain('`streams` names user twice\n');
  });

  it.each([
    ['instance', { instance: '' }, '`instance` is empty.'],
    ['instance', { instance: ['acme'] }, '`instance` must be string.'],
    ['instance', { instance: 'https://a:hunter2@b' }, '`instance` is not a host'],
    ['start_date', { start_date: '2023-02-29' }, '`start_date` is a day or a time that does not exist.'],
    ['start_date', { start_date: '2024-01-01T25:00:00Z' }, '`start_date` is a day or a time that does not exist.'],
    ['start_date', { start_date: 'yesterday' }, '`start_date` must have the form YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ.'],
    ['start_date', { start_date: 20240101 }, '`start_date` must have the form YYYY-MM-DD or YYYY-MM-DDTHH:MM:SSZ.'],
    ['page_size', { page_size: 0 }, '`page_size` must be >= 1.'],
    ['page_size', { page_size: 1.5 }, '`page_size` must be integer.'],
    ['include_secrets', { include_secrets: 'maybe' }, '`include_secrets` must be boolean.'],
    ['concurrency', { concurrency: true }, '`concurrency` must be a number, not true.'],
    ['page_size', { page_size: false }, '`page_size` must be a number, not false.'],
    ['fields', { fields: true }, '`fields` must be a string, not true.'],
    ['instance', { instance: true }, '`instance` must be a string, not true.'],
    ['user_agent', { user_agent: 'a\r\nX-Evil: 1' }, '`user_agent` must have the form name/version (ASCII, one line).'],
    ['user_agent', { user_agent: 'fluxx \u2013 nightly' }, '`user_agent` must have the form name/version'],
    ['instance', { instance: 'https://acme.fluxx.io/a?x=1' }, '`instance` must be the host alone'],
    ['streams', { streams: 5 }, '`streams` must be array.'],
    ['streams', { streams: ['user', 'user:id', 'program'] }, '`streams` names user twice.'],
    ['streams', { streams: 'user user' }, '`streams` names user twice.'],
    ['streams', { streams: '["user"' }, '`streams` has the entry "[\\"user\\"", which must have the form model or'],
    ['streams', { streams: 'program usr; user' }, '`streams` has the entry "usr;", which must have the form model or'],
    ['streams', { streams: ['a b'] }, '`streams.0` must have the form model or model:field,field.'],
    ['client_secret', { client_secret: ' \n' }, '`client_secret` is empty.'],
  ])('with one fault in %s says just that', (_setting, settings, said) => {
    const message = faultOf({ ...required, ...settings });
    expect(message).toContain(`The configuration is not usable: ${said}`);
  });

  it('with a faulty URI does not lack the settings that the URI stands for', () => {
    expect(faultOf({ uri: 'https://x' })).toContain('not usable: `uri` must begin with fluxx://.');
    expect(faultOf({ uri: 'https://x', page_size: 0 })).toContain('2 faults');
    expect(faultOf({ uri: 'fluxx://acme?client_id=a' })).toContain('not usable: `client_secret` is missing.');
  });

  it('is never repeated in a fault, whatever it holds, but for the streams in the form of text', () => {
    const secret = 'hunter2hunter2';
    const places = ['instance', 'client_id', 'start_date', 'fields', 'page_size', 'streams', 'uri', 'include_secrets'];
    fc.assert(
      fc.property(fc.constantFrom(...places), hostileText, fc.constantFrom('#', '[#]', '{#}'), (place, text, shape) => {
        const value = `${text}${secret}${text}`;
        fc.pre(place !== 'streams' || shape !== '#');
        const setting = shape === '#' ? value : shape === '[#]' ? [value] : { [value]: value };
        const message = faultOf({ ...required, page_size: -1, [place]: setting });
        expect(message).not.toContain(secret);
        expect(message).toContain('`page_size`');
      }),
      { numRuns: 30 },
    );
  });
});
