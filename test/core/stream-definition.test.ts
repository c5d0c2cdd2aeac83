import { describe, expect, it } from '@jest/globals';
import { deletionMark, isAutomatic, isDynamicModel, storedField } from '../../src/core/stream-definition.ts';
import { definitionOf } from '../support/definitions.ts';

describe('A dynamic model', () => {
  it.each([
    ['mac_model_type_dyn_site_visit', true],
    ['mac_model_type_dyn990_form', true],
    ['machine_model_type', false],
    ['grant_request', false],
  ])('is told by its name: %s', (name, isDynamic) => {
    expect(isDynamicModel(name)).toBe(isDynamic);
  });
});

describe('A field that comes along whatever is selected', () => {
  const cursor = storedField('updated_at', 'datetime');
  const fields = [storedField('id', 'integer'), storedField('name', 'text'), cursor, deletionMark];
  const namesOf = (rest: Parameters<typeof definitionOf>[2]): readonly string[] => {
    const definition = definitionOf('user', fields, rest);
    return fields.filter((field) => isAutomatic(field, definition)).map(({ name }) => name);
  };

  it('is the key, the cursor where there is one, and what the tap itself fills in', () => {
    expect(namesOf({ cursor: 'updated_at' })).toEqual(['id', 'updated_at', '_fluxx_deleted_at']);
    expect(namesOf({ cursor: undefined })).toEqual(['id', '_fluxx_deleted_at']);
  });
});
