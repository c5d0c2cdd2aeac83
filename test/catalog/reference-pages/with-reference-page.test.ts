import { describe, expect, it } from '@jest/globals';
import type { ReferencePage } from '../../../src/catalog/reference-pages/reference-page.ts';
import { withReferencePage } from '../../../src/catalog/reference-pages/with-reference-page.ts';
import {
  type FieldDefinition,
  type FieldType,
  type ModelName,
  type StreamDefinition,
  storedField,
} from '../../../src/core/stream-definition.ts';
import { definitionOf } from '../../support/definitions.ts';

const id = storedField('id', 'integer');

const orchard: StreamDefinition = definitionOf(
  'orchard',
  [id, { ...storedField('trees', 'ids'), cost: 'to-many', title: 'Trees', description: 'All of them' }],
  { searchIndexed: 'no', className: 'Orchard' },
);

function apply(changes: Partial<ReferencePage>, known: StreamDefinition = orchard): StreamDefinition {
  const page: ReferencePage = {
    className: 'ORChard',
    model: 'o_r_chard' as ModelName,
    searchIndexed: 'unknown',
    cursor: undefined,
    lists: 'all',
    fields: [id],
    ...changes,
  };
  return withReferencePage(known, page, 'values');
}

const namesIn = ({ fields }: StreamDefinition): readonly string[] => fields.map(({ name }) => name);

describe('A definition with a reference page', () => {
  it('goes by the page about its class, its URL and its fields, and keeps its stream', () => {
    expect(apply({})).toMatchObject({ name: 'orchard', className: 'ORChard', model: 'o_r_chard', fromPage: true });
    expect(namesIn(apply({}))).toEqual(['id']);
  });

  it('keeps what is known of the index where the page does not tell', () => {
    expect([apply({}).searchIndexed, apply({ searchIndexed: 'yes' }).searchIndexed]).toEqual(['no', 'yes']);
  });

  it('keeps the words that are known of a field where the page has none', () => {
    const [, silent] = apply({ fields: [id, storedField('trees', 'ids')] }).fields;
    expect(silent).toMatchObject({ title: 'Trees', description: 'All of them' });
    const [, telling] = apply({ fields: [id, { ...storedField('trees', 'ids'), title: 'Fruit trees' }] }).fields;
    expect(telling).toMatchObject({ title: 'Fruit trees', description: 'All of them' });
  });

  it.each<readonly [known: FieldType, declared: FieldType, emitted: FieldType]>([
    ['text', 'integer', 'text'],
    ['text', 'number', 'text'],
    ['text', 'boolean', 'text'],
    ['number', 'integer', 'number'],
    ['number', 'boolean', 'number'],
    ['datetime', 'date', 'datetime'],
    ['text', 'datetime', 'datetime'],
    ['integer', 'text', 'text'],
    ['integer', 'number', 'number'],
    ['date', 'datetime', 'datetime'],
    ['ids', 'integer', 'integer'],
  ])('emits a field known as %s that the page calls %s as %s', (known, declared, emitted) => {
    const before = definitionOf('orchard', [id, storedField('thing', known)]);
    expect(apply({ fields: [id, storedField('thing', declared)] }, before).fields[1]?.type).toBe(emitted);
  });
});

describe('A definition of which a catalog tells some fields of a page', () => {
  const some = (...fields: readonly FieldDefinition[]): Partial<ReferencePage> => ({
    lists: 'some',
    fields: [id, ...fields],
  });

  it('keeps its others, unless they are in the way of one that the catalog names', () => {
    const known = definitionOf('orchard', [id, storedField('a', 'text'), storedField('B', 'text', 'b')]);
    expect(namesIn(apply(some(storedField('c', 'text')), known))).toEqual(['id', 'c', 'a', 'B']);
    expect(namesIn(apply(some(storedField('other', 'text', 'b')), known))).toEqual(['id', 'other', 'a']);
  });

  it('keeps what a field costs the server, which catalogs do not say', () => {
    expect(apply(some(storedField('trees', 'ids'))).fields[1]?.cost).toBe('to-many');
    expect(apply({ fields: [id, storedField('trees', 'ids')] }).fields[1]?.cost).toBe('stored');
  });

  it('has its cursor as a field, also where the catalog does not name it', () => {
    const dated = apply({ ...some(), cursor: 'updated_at' });
    expect(dated).toMatchObject({ cursor: 'updated_at' });
    expect(namesIn(dated)).toEqual(['id', 'trees', 'updated_at']);
    expect(namesIn(apply({ ...some(storedField('updated_at', 'datetime')), cursor: 'updated_at' }))).toEqual([
      'id',
      'updated_at',
      'trees',
    ]);
  });
});
