import { describe, expect, it } from '@jest/globals';
import {
  type FieldSettings,
  readableFields,
  unreadChoices,
  withheldSecrets,
} from '../../src/catalog/readable-fields.ts';
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

function settingsOf(changes: Partial<FieldSettings>, streams?: readonly string[]): FieldSettings {
  const listed = streams && [{ name: 'organization' as StreamName, fields: streams }];
  return { fields: 'all', secrets: 'leave-out', streams: listed, ...changes };
}

function readable(changes: Partial<FieldSettings>, streams?: readonly string[]): readonly string[] {
  return readableFields(organization, settingsOf(changes, streams)).map(({ name }) => name);
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

describe('The secrets that are withheld', () => {
  const withheld = (changes: Partial<FieldSettings>, streams?: readonly string[]): readonly string[] =>
    withheldSecrets(organization, settingsOf(changes, streams)).map(({ name }) => name);

  it('are those that the settings would let be read otherwise', () => {
    expect([withheld({}), withheld({}, ['pin']), withheld({}, ['name'])]).toEqual([['pin'], ['pin'], []]);
    expect(withheld({ secrets: 'include' })).toEqual([]);
  });
});

describe('The fields that are listed and not read all the same', () => {
  const listed = ['name', 'balance', 'pin'];
  const unread = (changes: Partial<FieldSettings>, streams?: readonly string[]): readonly string[] =>
    unreadChoices(organization, settingsOf(changes, streams));

  it('are named with the setting that leaves them out', () => {
    expect(unread({}, listed)).toEqual(['organization:pin (a secret, and `include_secrets` is false)']);
    expect(unread({ fields: 'stored', secrets: 'include' }, listed)).toEqual([
      'organization:balance (not stored, and `fields` is stored)',
    ]);
  });

  it('are none where all of them are read, or none is listed', () => {
    expect(unread({ secrets: 'include' }, listed)).toEqual([]);
    expect(unread({ fields: 'stored' })).toEqual([]);
  });
});
