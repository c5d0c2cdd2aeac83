import { describe, expect, it } from '@jest/globals';
import { decodeAirbyteCatalog } from '../../../src/protocols/airbyte/decode-catalog.ts';

type Entries = Parameters<typeof decodeAirbyteCatalog>[0];

const decode = (entries: Entries) => decodeAirbyteCatalog(entries, () => undefined);

describe('a stream of an Airbyte catalog', () => {
  it.each([
    ['incremental', 'incremental'],
    ['full_refresh', 'full'],
    [undefined, 'full'],
    [null, 'full'],
  ])('configured as %s is read in mode %s', (syncMode, mode) => {
    const stream = { name: 'user', json_schema: {}, supported_sync_modes: ['full_refresh', 'incremental'] };
    expect(decode([{ stream, sync_mode: syncMode }])).toEqual([{ name: 'user', mode, properties: 'all' }]);
  });

  it.each([
    [['full_refresh', 'incremental'], 'incremental'],
    [['full_refresh'], 'full'],
    [undefined, 'full'],
    [null, 'full'],
  ])('discovered with the modes %j is read in mode %s', (modes, mode) => {
    const [selection] = decode([{ name: 'user', json_schema: {}, supported_sync_modes: modes }]);
    expect(selection?.mode).toBe(mode);
  });

  it('is read with the properties that the platform left in its schema', () => {
    const json_schema = { properties: { id: { type: 'integer' }, name: null, __proto__x: { type: 'string' } } };
    expect(decode([{ stream: { name: 'user', json_schema } }])[0]?.properties).toEqual([
      { name: 'id', schema: { type: 'integer' } },
      { name: 'name', schema: {} },
      { name: '__proto__x', schema: { type: 'string' } },
    ]);
  });

  it.each([undefined, null, {}, { properties: null }, { properties: {} }, { properties: [] }])(
    'is read with all of its properties when its schema is %j',
    (json_schema) => {
      expect(decode([{ stream: { name: 'user', json_schema } }])[0]?.properties).toBe('all');
    },
  );

  it('takes nulls and parts that it does not know', () => {
    const entry = {
      stream: { name: 'user', namespace: null, json_schema: null, source_defined_cursor: null },
      sync_mode: 'incremental',
      cursor_field: null,
      destination_sync_mode: 'overwrite',
      primary_key: null,
      generation_id: 5,
    };
    expect(decode([entry])).toEqual([{ name: 'user', mode: 'incremental', properties: 'all' }]);
  });

  it('is refused in a mode that is not known', () => {
    expect(() => decode([{ stream: { name: 'user' }, sync_mode: 'cdc' }])).toThrow('user');
  });

  it.each([undefined, null, '', 5])('is refused when its name is %j', (name) => {
    expect(() => decode([{ stream: { name } }])).toThrow('entry 1');
  });
});
