import { describe, expect, it } from '@jest/globals';
import { type FieldSettings, readableFields } from '../../src/catalog/readable-fields.ts';
import { type StreamName, storedField } from '../../src/core/stream-definition.ts';
import { definitionOf } from '../support/definitions.ts';

const organization = definitionOf(
  'organization',
  [
    storedField('id', 'integer'),
    storedField('name', 'text'),
    { ...storedField('balance', 'number'), cost: 'computed' },
    { ...storedField('user_ids', 'ids'), cost: 'to-many' },
    { ...storedField('pin', 'text'), secret: true },
    storedField('updated_at', 'datetime'),
  ],
  { cursor: 'updated_at' },
);

function readable(changes: Partial<FieldSettings>, streams?: readonly string[]): readonly string[] {
  const listed = streams && [{ name: 'organization' as StreamName, fields: streams }];
  const settings: FieldSettings = { fields: 'all', secrets: 'leave-out', streams: listed, ...changes };
  return readableFields(organization, settings).map(({ name }) => name);
}

describe('The fields that may be read', () => {
  it('are all but the secret ones, which must be asked for', () => {
    expect(readable({})).toEqual(['id', 'name', 'balance', 'user_ids', 'updated_at']);
    expect(readable({ secrets: 'include' })).toContain('pin');
  });

  it('are neither computed ones nor relations to many where only stored ones are wanted', () => {
    expect(readable({ fields: 'stored' })).toEqual(['id', 'name', 'updated_at']);
    expect(readable({ fields: 'stored' }, ['balance', 'name'])).toEqual(['id', 'name', 'updated_at']);
  });

  it('are those that the setting `streams` lists, with the key and the cursor, and no secret for being listed', () => {
    expect(readable({}, ['balance', 'pin'])).toEqual(['id', 'balance', 'updated_at']);
  });
});
