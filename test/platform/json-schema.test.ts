import { describe, expect, it } from '@jest/globals';
import { compileSchema } from '../../src/platform/json-schema.ts';

const schema = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1 },
    count: { type: 'integer', minimum: 1, default: 5 },
    kind: { enum: ['a', 'b'] },
    flag: { type: 'boolean' },
    list: { type: 'array', items: { type: 'string', pattern: '^x' } },
    at: { type: 'string', format: 'date-time' },
  },
};

describe('a schema', () => {
  const validate = compileSchema<object>(schema);

  it('fills in defaults and turns text into the declared types, without touching what was given', () => {
    const given = { name: 'a' };
    expect(validate(given)).toEqual({ value: { name: 'a', count: 5 }, problems: [] });
    expect(given).toEqual({ name: 'a' });
    expect(validate({ name: 7, count: '8' }).value).toEqual({ name: '7', count: 8 });
  });

  it('tells every problem, one a place', () => {
    expect(validate({ count: 'many', kind: 'c', list: ['x', 'y'] })).toEqual({
      value: undefined,
      problems: [
        { path: 'name', message: 'is missing' },
        { path: 'count', message: 'must be integer' },
        { path: 'kind', message: 'must be one of a, b' },
        { path: 'list.1', message: 'has not the form that is expected' },
      ],
    });
    expect(validate({ name: '' }).problems).toEqual([{ path: 'name', message: 'is empty' }]);
    expect(validate([]).problems).toEqual([{ path: '', message: 'must be object' }]);
  });

  it('does not take true or false for a number or for text, as it takes text for either', () => {
    expect(validate({ name: true, count: false, flag: true }).problems).toEqual([
      { path: 'name', message: 'must be a string, not true' },
      { path: 'count', message: 'must be a number, not false' },
    ]);
    expect(validate({ name: 'a', flag: 'true' })).toEqual({ value: { name: 'a', count: 5, flag: true }, problems: [] });
  });

  it('takes timestamps and bare dates for moments, and none that does not exist', () => {
    for (const at of ['2024-02-29', '2024-02-29T12:00:00+02:00'])
      expect(validate({ name: 'a', at }).problems).toEqual([]);
    for (const at of ['2023-02-29', '2024-02-29T25:00:00Z'])
      expect(validate({ name: 'a', at }).problems).toEqual([
        { path: 'at', message: 'is a day or a time that does not exist' },
      ]);
  });
});
