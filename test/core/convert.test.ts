import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { converters, unfit } from '../../src/core/convert.ts';
import { stringifyExact } from '../../src/core/exact-number.ts';
import { toPropertySchema } from '../../src/core/field-schema.ts';
import { parseExactJson } from '../../src/core/parse-exact-json.ts';
import { type FieldType, storedField } from '../../src/core/stream-definition.ts';
import { decimal } from '../support/decimal.ts';
import { jsonValues, numberSpellings } from '../support/json-values.ts';

const types = Object.keys(converters) as FieldType[];

/** What is emitted for a value as the server spells it: the whole way from its JSON to ours. */
function emit(type: FieldType, json: string): string {
  const converted = converters[type](parseExactJson(json));
  return converted === unfit ? 'unfit' : stringifyExact(converted);
}

const int64 = fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n);

describe('every conversion', () => {
  const ajv = new Ajv({ strict: false });
  addFormats.default(ajv, ['date', 'date-time']);
  const validators = new Map(
    types.map((type) => {
      return [type, ajv.compile(toPropertySchema(storedField('x', type)))];
    }),
  );

  it('answers any value with one that its schema allows, or with unfit', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), jsonValues, (type, value) => {
        const emitted = value === null ? 'null' : emit(type, JSON.stringify(value));
        return emitted === 'unfit' || validators.get(type)?.(JSON.parse(emitted)) === true;
      }),
      { numRuns: 1000 },
    );
  });

  it('takes what it has emitted once more without changing it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...types), jsonValues, (type, value) => {
        const once = value === null ? 'null' : emit(type, JSON.stringify(value));
        fc.pre(once !== 'unfit' && once !== 'null' && type !== 'json');
        expect(emit(type, once)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('an integer', () => {
  it('keeps every digit of the 64 bits that targets can store, in whichever shape it comes', () => {
    fc.assert(
      fc.property(
        int64,
        fc.constantFrom('#', '"#"', '[#]', '["#"]', '{"id":#}', '[{"id":#,"name":"x"}]', '[null,#]'),
        (value, shape) => {
          expect(emit('integer', shape.replace('#', String(value)))).toBe(String(value));
        },
      ),
    );
  });

  it('is not stored where it would need more than 64 bits', () => {
    for (const digits of ['9223372036854775808', '-9223372036854775809', '18446744073709551615', '1e19', '1e400']) {
      expect(emit('integer', digits)).toBe('unfit');
      expect(emit('integer', `"${digits}"`)).toBe('unfit');
    }
    expect(emit('integer', '9223372036854775807')).toBe('9223372036854775807');
    expect(emit('integer', '-9223372036854775808')).toBe('-9223372036854775808');
  });

  it.each([
    ['5', '5'],
    ['5.0', '5'],
    ['"5.00"', '5'],
    ['9007199254740993.0', '9007199254740993'],
    ['"9007199254740993.0"', '9007199254740993'],
    ['1e3', '1000'],
    ['9007199254740993e0', '9007199254740993'],
    ['900719925474.0993e4', '9007199254740993'],
    ['0.09007199254740993e17', '9007199254740993'],
    ['""', 'null'],
    ['[]', 'null'],
    ['[null]', 'null'],
    ['[""]', 'null'],
    ['[{"id":"7"}]', '7'],
  ])('is read from %s', (json, expected) => {
    expect(emit('integer', json)).toBe(expected);
  });

  it.each([
    '5.5',
    '9007199254740993.5',
    '900719925474.09935e4',
    '9007199254740993e-1',
    '9007199254740993e9999999999',
    '"5.5"',
    '"05"',
    '"-0"',
    '" 5"',
    '"5 %"',
    '"passive"',
    '"1e3"',
    'true',
    '[1,2]',
    '[[1]]',
    '[[]]',
    '{}',
    '{"id":null}',
    '{"id":{"id":1}}',
    '[{"id":1},{"id":2}]',
  ])('is not made of %s', (json) => {
    expect(emit('integer', json)).toBe('unfit');
  });
});

describe('a number', () => {
  it('has the same value to the last digit, however it is spelled', () => {
    fc.assert(
      fc.property(numberSpellings, fc.constantFrom('#', '"#"'), (spelling, shape) => {
        const emitted = emit('number', shape.replace('#', spelling));
        expect(decimal(emitted)).toBe(decimal(spelling));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(['"NaN"', '"Infinity"', '"1,000"', '"0x10"', '"1e400"', '1e400', '-1e999', '" 1"', 'true', '[1]', '{}'])(
    'is not made of %s',
    (json) => {
      expect(emit('number', json)).toBe('unfit');
    },
  );

  it('is null where the text is blank', () => {
    expect(emit('number', '""')).toBe('null');
  });
});

describe('a text', () => {
  it('is what the server sent, blank or not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(converters.text(text)).toBe(text);
      }),
    );
  });

  it('holds the exact digits of a number', () => {
    expect(emit('text', '12345678901234567.123')).toBe('"12345678901234567.123"');
    expect(emit('text', '5')).toBe('"5"');
  });

  it.each([
    ['true', '"true"'],
    ['[1,"a"]', '"[1,\\"a\\"]"'],
    ['{"a":12345678901234567890}', '"{\\"a\\":12345678901234567890}"'],
  ])('holds %s as JSON', (json, expected) => {
    expect(emit('text', json)).toBe(expected);
  });
});

describe('a boolean', () => {
  it.each([
    ['true', 'true'],
    ['false', 'false'],
    ['1', 'true'],
    ['0', 'false'],
    ['"true"', 'true'],
    ['"false"', 'false'],
    ['"1"', 'true'],
    ['"0"', 'false'],
    ['""', 'null'],
    ['2', 'unfit'],
    ['"yes"', 'unfit'],
    ['[]', 'unfit'],
    ['10000000000000000001', 'unfit'],
  ])('reads %s as %s', (json, expected) => {
    expect(emit('boolean', json)).toBe(expected);
  });
});

describe('a date and a timestamp', () => {
  it.each([
    ['date', '"2021-01-07"', '"2021-01-07"'],
    ['date', '"2021-01-07T00:00:00Z"', '"2021-01-07"'],
    ['date', '"2021-01-07T12:00:00Z"', 'unfit'],
    ['date', '""', 'null'],
    ['date', '20210107', 'unfit'],
    ['date', '["2021-01-07"]', 'unfit'],
    ['datetime', '"2021-01-07T12:00:00+02:00"', '"2021-01-07T10:00:00Z"'],
    ['datetime', '"2021-01-07"', '"2021-01-07T00:00:00Z"'],
    ['datetime', '""', 'null'],
    ['datetime', '"soon"', 'unfit'],
    ['datetime', '1610000000', 'unfit'],
    ['datetime', '{}', 'unfit'],
  ] as const)('of type %s reads %s as %s', (type, json, expected) => {
    expect(emit(type, json)).toBe(expected);
  });
});

describe('a relation', () => {
  it('is an array of ids from a scalar, an array of ids, of objects, and from JSON text', () => {
    fc.assert(
      fc.property(fc.array(int64, { minLength: 1, maxLength: 5 }), (ids) => {
        const list = `[${ids.join(',')}]`;
        expect(emit('ids', list)).toBe(list);
        expect(emit('ids', `[${ids.map((id) => `"${id}"`).join(',')}]`)).toBe(list);
        expect(emit('ids', `[null,${ids.map((id) => `{"id":${id},"name":"[1]"}`).join(',null,')}]`)).toBe(list);
        expect(emit('ids', JSON.stringify(list))).toBe(list);
        expect(emit('ids', JSON.stringify(`[${ids.map((id) => `{"name":"\\"9","id":${id}}`).join(',')}]`))).toBe(list);
        expect(emit('ids', String(ids[0]))).toBe(`[${ids[0]}]`);
        expect(emit('ids', `"${ids[0]}"`)).toBe(`[${ids[0]}]`);
        expect(emit('ids', `{"id":${ids[0]}}`)).toBe(`[${ids[0]}]`);
      }),
    );
  });

  it.each([
    ['[]', '[]'],
    ['[null]', '[]'],
    ['"[]"', '[]'],
    ['[""]', '[]'],
    ['""', 'null'],
    ['"[\\"20398\\"]"', '[20398]'],
  ])('of nothing, %s, is %s', (json, expected) => {
    expect(emit('ids', json)).toBe(expected);
  });

  it.each([
    '["a"]',
    '[1,"a"]',
    '[[1]]',
    '[1.5]',
    '[9223372036854775808]',
    'true',
    '{}',
    '"["',
    '"[1"',
    '"[1234567890123456.5]"',
    '"[9223372036854775808]"',
    '"{\\"id\\":1}"',
    '"a, b"',
  ])('is not made of %s: all of its ids are there or none', (json) => {
    expect(emit('ids', json)).toBe('unfit');
  });
});

describe('a multi-select', () => {
  it.each([
    ['["a",null,"b"]', '["a","b"]'],
    ['"a"', '["a"]'],
    ['""', 'null'],
    ['[]', '[]'],
    ['["a||b","Māori"]', '["a||b","Māori"]'],
    ['["","a"]', '["","a"]'],
    ['"[]"', '[]'],
    ['"[\\"a\\",null,\\"b\\"]"', '["a","b"]'],
    ['"[1]"', '["[1]"]'],
    ['"[a] and b"', '["[a] and b"]'],
    ['"{\\"a\\":1}"', '["{\\"a\\":1}"]'],
    ['[1,true]', '["1","true"]'],
    ['12345678901234567890', '["12345678901234567890"]'],
    ['[{"id":12345678901234567890}]', '["{\\"id\\":12345678901234567890}"]'],
  ])('reads %s as %s', (json, expected) => {
    expect(emit('values', json)).toBe(expected);
  });
});

describe('JSON text', () => {
  it('says what the server said, whatever it was', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        fc.pre(typeof value !== 'string');
        const text = converters.json(parseExactJson(JSON.stringify(value)));
        expect(JSON.parse(String(text))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  it('never takes text for a number, though it begins as one might be marked', () => {
    expect(emit('json', '{"\\u00005":"\\u00006"}')).toBe(JSON.stringify('{"\\u00005":"\\u00006"}'));
  });

  it('keeps long numbers within', () => {
    expect(converters.json(parseExactJson('[[{"id":9143409,"amount":0.12345678901234567891}]]'))).toBe(
      '[[{"id":9143409,"amount":0.12345678901234567891}]]',
    );
  });

  it('is passed on where the server sends JSON text already, and quoted where it sends other text', () => {
    expect(converters.json(' {"a": 12345678901234567890}')).toBe(' {"a": 12345678901234567890}');
    expect(converters.json('[1]')).toBe('[1]');
    expect(converters.json('[1')).toBe('"[1"');
    expect(converters.json('5')).toBe('"5"');
    expect(converters.json('')).toBe('""');
  });
});
