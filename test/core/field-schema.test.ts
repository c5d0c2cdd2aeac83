import { describe, expect, it } from '@jest/globals';
import { toPropertySchema, toStreamSchema } from '../../src/core/field-schema.ts';
import { type FieldType, storedField } from '../../src/core/stream-definition.ts';
import { definitionOf } from '../support/definitions.ts';

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

describe('a stream schema', () => {
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
