import { describe, expect, it } from '@jest/globals';
import { toPropertySchema, toStreamSchema } from '../../src/core/field-schema.ts';
import type { FieldDefinition, FieldType, ModelName, StreamName } from '../../src/core/stream-definition.ts';

function field(name: string, type: FieldType): FieldDefinition {
  return { name, property: name, type, cost: 'stored', secret: false };
}

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
    const schema = toPropertySchema(field('x', type));
    expect(schema['type']).toEqual([expect.any(String), 'null']);
    expect(['date', 'date-time', undefined]).toContain(schema['format']);
    expect(Object.keys(schema).every((key) => ['type', 'format', 'items'].includes(key))).toBe(true);
  });

  it('of the key is never null', () => {
    expect(toPropertySchema(field('id', 'integer'))).toEqual({ type: 'integer' });
  });

  it('carries title and description where there are any', () => {
    expect(toPropertySchema({ ...field('a', 'text'), title: 'A', description: 'An a.' })).toEqual({
      type: ['string', 'null'],
      title: 'A',
      description: 'An a.',
    });
  });
});

describe('a stream schema', () => {
  it('describes the given fields by their properties, hostile names included', () => {
    const fields = [field('id', 'integer'), { ...field('Name', 'text'), property: 'name' }, field('__proto__', 'date')];
    const definition = {
      name: 'user' as StreamName,
      model: 'user' as ModelName,
      title: 'User',
      origin: 'static',
      searchIndexed: 'yes',
      primaryKey: ['id'],
      cursor: undefined,
      fields,
    } as const;
    const schema = toStreamSchema(definition, fields);
    expect(Object.keys(schema['properties'] ?? {})).toEqual(['id', 'name', '__proto__']);
    expect([schema['type'], schema['title'], schema['additionalProperties']]).toEqual(['object', 'User', undefined]);
  });
});
