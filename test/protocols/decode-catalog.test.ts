import { describe, expect, it } from '@jest/globals';
import { decodeCatalog } from '../../src/protocols/decode-catalog.ts';

/** The streams of a catalog, with what was told in the log. */
function decode(catalog: unknown) {
  const warnings: string[] = [];
  return { streams: decodeCatalog(catalog, (_level, text) => warnings.push(text)), warnings };
}

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
    expect(decode(catalog)).toEqual({ streams: [{ name: 'user', mode: 'incremental', properties }], warnings: [] });
  });

  it.each([
    [
      'Airbyte',
      { stream: { name: 'user', json_schema: schema }, sync_mode: 'incremental', cursor_field: ['created_at'] },
    ],
    [
      'Singer',
      {
        tap_stream_id: 'user',
        schema,
        replication_key: 'updated_at',
        metadata: [{ breadcrumb: [], metadata: { selected: true, 'replication-key': 'created_at' } }],
      },
    ],
  ])('of %s that asks for another cursor is told that it is not used', (_protocol, entry) => {
    expect(decode({ streams: [entry] }).warnings).toEqual([
      'user: the catalog asks for the cursor created_at; updated_at is used, the only one there is',
    ]);
  });

  it('of Airbyte that says no sync_mode is told that its stream is read in full', () => {
    const { streams, warnings } = decode({ streams: [{ stream: { name: 'user', json_schema: schema } }] });
    expect([streams[0]?.mode, warnings]).toEqual(['full', ['user is read in full, for the catalog says no sync_mode']]);
  });

  it.each([
    { sync_mode: 'incremental', destination_sync_mode: 'append' },
    { stream: 'user', sync_mode: 'incremental' },
  ])('that is one of Airbyte without the description of a stream is refused as such: %j', (entry) => {
    expect(() => decode({ streams: [entry] })).toThrow('entry 1 of `streams` has no name');
  });

  it.each([
    ['the cursor that there is', { sync_mode: 'incremental', cursor_field: ['updated_at'] }],
    ['no cursor', { sync_mode: 'incremental', cursor_field: [] }],
    ['null for a cursor', { sync_mode: 'incremental', cursor_field: null }],
    ['a cursor that a full refresh has no use for', { sync_mode: 'full_refresh', cursor_field: ['created_at'] }],
  ])('that asks for %s is nothing to tell of', (_what, configured) => {
    const stream = { name: 'user', json_schema: schema };
    expect(decode({ streams: [{ stream, ...configured }] }).warnings).toEqual([]);
  });

  it('may be empty', () => {
    expect(decode({ streams: [] }).streams).toEqual([]);
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
    expect(() => decode(catalog)).toThrow(
      expect.objectContaining({ kind: 'config', code: 'CATALOG_INVALID', message: expect.stringContaining(reason) }),
    );
  });
});

describe('a catalog that keeps what a reference page said', () => {
  const kept = { class: 'FruitTree', model: 'fruit_tree', indexed: 'no', cursor: 'updated_at' };
  const withPage = (page: unknown): object => ({ ...schema, 'x-fluxx-page': page });
  const pageOf = (page: unknown): readonly unknown[] =>
    [
      { streams: [{ stream: { name: 'fruit_tree', json_schema: withPage(page) }, sync_mode: 'full_refresh' }] },
      { streams: [{ tap_stream_id: 'fruit_tree', schema: withPage(page), selected: true }] },
    ].map((catalog) => decode(catalog).streams[0]?.page);

  it('tells the class, the model, how it is served and its cursor', () => {
    const page = { className: 'FruitTree', model: 'fruit_tree', searchIndexed: 'no', cursor: 'updated_at' };
    expect(pageOf(kept)).toEqual([page, page]);
    const other = { ...page, searchIndexed: 'unknown', cursor: undefined };
    expect(pageOf({ ...kept, indexed: 'perhaps', cursor: null })).toEqual([other, other]);
  });

  it.each([
    ['a model that is no word', { ...kept, model: '../user' }],
    ['a class that is no word', { ...kept, class: 7 }],
    ['nothing', null],
    ['text', 'fruit_tree'],
  ])('tells nothing where somebody made it %s', (_what, page) => {
    expect(pageOf(page)).toEqual([undefined, undefined]);
  });
});
