import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber } from '../../../src/core/exact-number.ts';
import type { JsonObject, JsonValue } from '../../../src/core/json.ts';
import type { StreamRecord } from '../../../src/core/record.ts';
import { type Flattening, flattenStream } from '../../../src/protocols/singer/flatten.ts';

const text = { type: ['string', 'null'] };
const schema: JsonObject = {
  type: 'object',
  properties: {
    id: { type: 'integer' },
    tags: { type: ['array', 'null'], items: { type: 'string' }, title: 'Tags' },
    place: {
      type: ['object', 'null'],
      properties: { city: text, owner: { type: ['object', 'null'], properties: { name: text } } },
    },
  },
};

function flatten(given: JsonObject, flattening: Partial<Flattening> = {}) {
  return flattenStream(given, { maxDepth: 10, separator: '__', maxKeyLength: 59, ...flattening });
}

const record = { id: 7, tags: ['a', 'b'], place: { city: 'Bern', owner: { name: 'Zoë' } } };

describe('A stream that is flattened', () => {
  it('has the members of objects as columns, and arrays as JSON text', () => {
    const flat = flatten(schema);
    expect(flat.schema).toEqual({
      type: 'object',
      properties: {
        id: { type: 'integer' },
        tags: { ...text, title: 'Tags' },
        place__city: text,
        place__owner__name: text,
      },
    });
    expect(flat.toRecord(record)).toEqual({
      id: 7,
      tags: '["a","b"]',
      place__city: 'Bern',
      place__owner__name: 'Zoë',
    });
  });

  it('takes no more levels apart than it is told to', () => {
    expect(flatten(schema, { maxDepth: 1 }).toRecord(record)).toMatchObject({ place__owner: '{"name":"Zoë"}' });
    expect(flatten(schema, { maxDepth: 0 }).toRecord(record)).toMatchObject({
      place: '{"city":"Bern","owner":{"name":"Zoë"}}',
    });
    expect(flatten(schema, { maxDepth: 0 }).schema['properties']).toMatchObject({ place: text, tags: text });
  });

  it('has null in each column of what is null', () => {
    expect(flatten(schema).toRecord({ id: 7, tags: null, place: null })).toEqual({
      id: 7,
      tags: null,
      place__city: null,
      place__owner__name: null,
    });
  });

  it.each<[what: string, properties: JsonObject, record: StreamRecord, flat: StreamRecord]>([
    [
      'a property beside it',
      { a__b: text, a: { type: 'object', properties: { b: text } } },
      { a__b: 'x', a: { b: 'y' } },
      { a__b: 'x', a: '{"b":"y"}' },
    ],
    [
      'another of its own members',
      { a: { type: 'object', properties: { b__c: text, b: { type: 'object', properties: { c: text } } } } },
      { a: { b__c: 'x', b: { c: 'y' } } },
      { a: '{"b__c":"x","b":{"c":"y"}}' },
    ],
    [
      'one that only its case tells apart',
      { a: { type: 'object', properties: { City: text, city: text } } },
      { a: { City: 'x', city: 'y' } },
      { a: '{"City":"x","city":"y"}' },
    ],
  ])('keeps an object whole of which a column would be called like %s', (_what, properties, given, expected) => {
    const flat = flatten({ properties });
    expect(flat.toRecord(given)).toEqual(expected);
    expect(Object.keys(flat.schema['properties'] as object)).toEqual(Object.keys(expected));
    expect(flat.whole).toEqual(['a']);
  });

  it('keeps an object whole of which a column would have too long a name, and says so', () => {
    expect(flatten(schema, { maxKeyLength: 18 }).whole).toEqual([]);
    const flat = flatten(schema, { maxKeyLength: 17 });
    expect(flat.whole).toEqual(['place']);
    expect(flat.toRecord(record)).toMatchObject({ id: 7, place: '{"city":"Bern","owner":{"name":"Zoë"}}' });
  });

  it('does not take what every object inherits for a member', () => {
    const properties = { a: { type: 'object', properties: { constructor: text, toString: text } } };
    expect(flatten({ properties }).toRecord({ a: { toString: 'x' } })).toEqual({
      a__constructor: null,
      a__toString: 'x',
    });
  });

  it('writes an object without declared members as JSON text', () => {
    const properties = { a: { type: ['object', 'null'], properties: {} }, b: { type: 'object' } };
    const flat = flatten({ properties });
    expect(flat.schema['properties']).toEqual({ a: text, b: text });
    expect(flat.toRecord({ a: { c: 1 }, b: {} })).toEqual({ a: '{"c":1}', b: '{}' });
  });

  it('may have another sign between the names', () => {
    expect(flatten(schema, { separator: '_' }).toRecord(record)).toMatchObject({ place_city: 'Bern' });
  });

  it('keeps numbers that a double cannot hold', () => {
    const value = new ExactNumber('9007199254740993') as unknown as JsonValue;
    expect(flatten(schema).toRecord({ ...record, tags: [value] })).toMatchObject({
      tags: '[9007199254740993]',
    });
  });

  it('loses no value, whatever is nested how', () => {
    const name = fc.string({ unit: fc.constantFrom('a', 'b', '_'), minLength: 1, maxLength: 4 });
    const { tree } = fc.letrec<{ tree: Record<string, JsonValue>; node: JsonValue }>((tie) => ({
      tree: fc.dictionary(name, tie('node'), { minKeys: 1, maxKeys: 4 }),
      node: fc.oneof({ depthSize: 'small' }, fc.integer(), tie('tree')),
    }));
    fc.assert(
      fc.property(tree, fc.integer({ min: 0, max: 4 }), (value, depth) => {
        const flat = flatten(schemaFor(value), { maxDepth: depth });
        const made = flat.toRecord(value);
        expect(Object.keys(made)).toEqual(Object.keys(flat.schema['properties'] as object));
        expect(leaves(made)).toEqual(leaves(value));
      }),
    );
  });
});

/** The schema of an object of numbers and objects. */
function schemaFor(value: JsonValue | undefined): JsonObject {
  if (typeof value !== 'object' || value === null) return { type: ['integer', 'null'] };
  const members = Object.entries(value).map(([name, member]) => [name, schemaFor(member)]);
  return { type: ['object', 'null'], properties: Object.fromEntries(members) };
}

/** Every number in a value, also in JSON text, sorted. */
function leaves(value: unknown): readonly number[] {
  const inner: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  if (typeof inner === 'number') return [inner];
  return Object.values(inner ?? {})
    .flatMap(leaves)
    .sort((a, b) => a - b);
}
