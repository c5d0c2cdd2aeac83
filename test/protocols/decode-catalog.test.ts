import { describe, expect, it } from '@jest/globals';
import { decodeCatalog } from '../../src/protocols/decode-catalog.ts';

const schema = { type: 'object', properties: { id: { type: 'integer' } } };
const properties = [{ name: 'id', schema: { type: 'integer' } }];

describe('a catalog', () => {
  it.each([
    [
      'a configured one of Airbyte',
      { streams: [{ stream: { name: 'user', json_schema: schema }, sync_mode: 'incremental' }] },
    ],
    [
      'a discovered one of Airbyte',
      { streams: [{ name: 'user', json_schema: schema, supported_sync_modes: ['full_refresh', 'incremental'] }] },
    ],
    [
      'the message of a discovery',
      {
        type: 'CATALOG',
        catalog: { streams: [{ name: 'user', json_schema: schema, supported_sync_modes: ['incremental'] }] },
      },
    ],
    ['one of Singer', { streams: [{ tap_stream_id: 'user', stream: 'user', schema, selected: true }] }],
  ])('is recognised by its shape when it is %s', (_title, catalog) => {
    expect(decodeCatalog(catalog)).toEqual([{ name: 'user', mode: 'incremental', properties }]);
  });

  it('may be empty', () => {
    expect(decodeCatalog({ streams: [] })).toEqual([]);
  });

  it.each([
    ['null', null, 'no list `streams`'],
    ['a list', [], 'no list `streams`'],
    ['an object without streams', {}, 'no list `streams`'],
    ['streams by name', { streams: { user: {} } }, 'no list `streams`'],
    ['a stream that is text', { streams: [{ name: 'user', json_schema: {} }, 'program'] }, 'entry 2'],
    ['a stream that is null', { streams: [null] }, 'entry 1'],
    [
      'a stream that comes twice',
      { streams: [1, 2].map(() => ({ name: 'user', json_schema: {} })) },
      'user is in it twice',
    ],
    ['a stream of Airbyte without a name', { streams: [{ stream: { json_schema: {} } }] }, 'entry 1'],
    ['a stream of Singer without a name', { streams: [{ schema: {}, selected: true }] }, 'entry 1'],
  ])('is refused when it is or has %s', (_title, catalog, reason) => {
    expect(() => decodeCatalog(catalog)).toThrow(
      expect.objectContaining({ kind: 'config', code: 'CATALOG_INVALID', message: expect.stringContaining(reason) }),
    );
  });
});
