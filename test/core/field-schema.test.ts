import { describe, expect, it } from '@jest/globals';
import { toCatalogSchema } from '../../src/core/catalog-schema.ts';
import { toFieldType, toPropertySchema, toStreamSchema } from '../../src/core/field-schema.ts';
import {
  type FieldDefinition,
  type FieldType,
  type ModelName,
  type SearchIndexed,
  storedField,
} from '../../src/core/stream-definition.ts';
import { definitionOf } from '../support/definitions.ts';

describe('the type of a field that a catalog gives', () => {
  it.each<[type: unknown, field: FieldType]>([
    [['integer', 'null'], 'integer'],
    [['integer', 'number', 'null'], 'number'],
    [['integer', 'string', 'null'], 'text'],
    [['boolean', 'number'], 'text'],
    [['array', 'string', 'null'], 'text'],
    [['object', 'string'], 'text'],
    [['null'], 'text'],
    ['object', 'json'],
  ])('is, where the schema says %j, %s: of several, text alone loses nothing', (type, field) => {
    expect(toFieldType({ type })).toBe(field);
  });

  it('is a moment where the schema has its format, with a type or without', () => {
    expect(toFieldType({ format: 'date-time' })).toBe('datetime');
    expect(toFieldType({ type: ['string', 'null'], format: 'date' })).toBe('date');
    expect(toFieldType({ type: ['string', 'integer'], format: 'date' })).toBe('text');
  });
});

describe('a property schema', () => {
  const types: readonly FieldType[] = [
    'integer',
    'number',
    'text',
    'boolean',
    'date',
    'datetime',
    'ids',
    'values',
    'json',
  ];

  it.each(types)('of type %s has one type besides null, and nothing that a target chokes on', (type) => {
    const schema = toPropertySchema(storedField('x', type));
    expect(schema['type']).toEqual([expect.any(String), 'null']);
    expect(['date', 'date-time', undefined]).toContain(schema['format']);
    expect(Object.keys(schema).every((key) => ['type', 'format', 'items'].includes(key))).toBe(true);
  });

  it('of the key is never null', () => {
    expect(toPropertySchema(storedField('id', 'integer'))).toEqual({ type: 'integer' });
  });

  it('carries a title where there is one', () => {
    expect(toPropertySchema({ ...storedField('a', 'text'), title: 'A' })).toEqual({
      type: ['string', 'null'],
      title: 'A',
    });
  });
});

describe('what is known of a field', () => {
  const described = (changes: Partial<FieldDefinition>): unknown =>
    toPropertySchema({ ...storedField('a', 'integer'), ...changes })['description'];

  it('is told in one line: what it is, where it leads, whether it is a secret', () => {
    expect(described({})).toBeUndefined();
    expect(described({ relatedModel: 'user' as ModelName })).toBe('Id of user');
    expect(described({ type: 'ids', relatedModel: 'user' as ModelName, description: 'Its owners' })).toBe(
      'Its owners. Ids of user',
    );
    expect(described({ secret: true })).toMatch(/^Secret: .*include_secrets/);
  });
});

describe('a stream schema', () => {
  it('of a catalog tells which engine serves the model, where that is known, and what is withheld', () => {
    const secret = { ...storedField('pin', 'text'), secret: true };
    const description = (searchIndexed: SearchIndexed, withheld: readonly FieldDefinition[] = []): unknown =>
      toCatalogSchema(definitionOf('user', [], { searchIndexed }), [], withheld)['description'];
    expect([description('unknown'), description('likely')]).toEqual([undefined, undefined]);
    expect([description('yes'), description('no')]).toEqual([
      'Served by the search index',
      'Served by the database, without a search index',
    ]);
    expect(description('unknown', [secret])).toBe('Not read unless the setting include_secrets is true: pin');
  });

  it('describes the given fields by their properties, hostile names included', () => {
    const fields = [
      storedField('id', 'integer'),
      storedField('Name', 'text', 'name'),
      storedField('__proto__', 'date'),
    ];
    const schema = toStreamSchema(definitionOf('user', fields, { title: 'User' }), fields);
    expect(Object.keys(schema['properties'] ?? {})).toEqual(['id', 'name', '__proto__']);
    expect([schema['type'], schema['title'], schema['additionalProperties']]).toEqual(['object', 'User', undefined]);
  });
});
