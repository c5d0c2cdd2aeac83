import { describe, expect, it } from '@jest/globals';
import { warnOfMissingMark, withDeletionMark } from '../../src/catalog/deletion-mark.ts';
import type { SelectedProperty, SyncMode } from '../../src/core/selected-stream.ts';
import { deletionMark, storedField } from '../../src/core/stream-definition.ts';
import { definitionOf } from '../support/definitions.ts';

const id = storedField('id', 'integer');
const cursor = storedField('updated_at', 'datetime');
const user = definitionOf('user', [id, cursor], { cursor: 'updated_at' });

describe('A definition with the mark of deleted rows', () => {
  it('has it as its last field', () => {
    expect(withDeletionMark(user).fields).toEqual([id, cursor, deletionMark]);
  });

  it('has it in the place of a field that would be emitted under the same name', () => {
    const own = storedField('fluxx deleted at', 'text', deletionMark.property);
    expect(withDeletionMark({ ...user, fields: [id, own, cursor] }).fields).toEqual([id, cursor, deletionMark]);
  });

  it('stays as it was where there is no cursor, for nothing is looked for in a stream that is read in full', () => {
    const country = definitionOf('geo_country', [id]);
    expect(withDeletionMark(country)).toBe(country);
  });
});

describe('A catalog without the mark', () => {
  const warnings = (properties: readonly SelectedProperty[] | 'all', mode: SyncMode): readonly string[] => {
    const told: string[] = [];
    const stream = { definition: user, mode, fields: [id, cursor, deletionMark] };
    warnOfMissingMark([{ name: user.name, mode, properties }], [stream], (_level, message) => told.push(message));
    return told;
  };

  it('is warned about where rows may be marked, and only there', () => {
    const named = (name: string): SelectedProperty => ({ name, schema: {} });
    expect(warnings([named('updated_at')], 'incremental')).toEqual([expect.stringMatching(/^user: .*discover/)]);
    expect(warnings([named('updated_at')], 'full')).toEqual([]);
    expect(warnings([named('updated_at'), named('_fluxx_deleted_at')], 'incremental')).toEqual([]);
    expect(warnings('all', 'incremental')).toEqual([]);
  });
});
