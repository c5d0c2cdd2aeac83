import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber, stringifyExact } from '../../src/core/exact-number.ts';
import { parseExactJson } from '../../src/core/parse-exact-json.ts';
import { decimal } from '../support/decimal.ts';
import { jsonValues, numberSpellings } from '../support/json-values.ts';

describe('parseExactJson', () => {
  it('keeps the value of every number to the last digit', () => {
    fc.assert(
      fc.property(fc.array(numberSpellings, { minLength: 1, maxLength: 4 }), (spellings) => {
        const parsed = parseExactJson(`{"a":[${spellings.join(' , ')}]}`) as { a: unknown[] };
        expect(parsed.a.map((number) => decimal(stringifyExact(number)))).toEqual(spellings.map(decimal));
      }),
      { numRuns: 1000 },
    );
  });

  it('makes an exact number only where a double would change the value', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(parseExactJson(`[${JSON.stringify(value)}]`)).toEqual([value === 0 ? 0 : value]);
      }),
      { numRuns: 1000 },
    );
    const spellings = [
      '0.0000001',
      '1e-7',
      '0.00000010000000000',
      '1.5E-10',
      '100000000000000000000',
      '12345678901234567000',
      '1.00000000000000000',
    ];
    expect(parseExactJson(`["1234567890123456",${spellings.join()}]`)).toEqual([
      '1234567890123456',
      ...spellings.map(Number),
    ]);
  });

  it.each([
    '9007199254740993',
    '-9223372036854775808',
    '0.1000000000000000055',
    '1e400',
    '1e-400',
    '1.7976931348623157e309',
  ])('keeps the digits of %s', (digits) => {
    expect(parseExactJson(digits)).toEqual(new ExactNumber(digits));
  });

  it('gives what JSON.parse gives for everything else, digits in text and hostile keys included', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const text = JSON.stringify([value, 'x', { '12345678901234567': '12345678901234567' }]);
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
        expect(parseExactJson(JSON.stringify([text]))).toEqual([text]);
        const [, ...others] = parseExactJson(`[12345678901234567,${JSON.stringify(value)}]`) as unknown[];
        expect(others).toEqual([JSON.parse(JSON.stringify(value))]);
      }),
      { numRuns: 500 },
    );
    const hostile = parseExactJson('{"__proto__":{"a":12345678901234567},"constructor":1}') as object;
    expect(Object.keys(hostile)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(hostile)).toBe(Object.prototype);
  });

  it('finds numbers behind escaped quotes and backslashes', () => {
    expect(parseExactJson('{"a\\"":"\\\\","b":12345678901234567,"c":"\\\\\\"12345678901234567"}')).toEqual({
      'a"': '\\',
      b: new ExactNumber('12345678901234567'),
      c: '\\"12345678901234567',
    });
  });

  it('reads beside text of many megabytes', () => {
    const text = 'x'.repeat(12_000_000);
    expect(parseExactJson(`["${text}",12345678901234567]`)).toEqual([text, new ExactNumber('12345678901234567')]);
  });

  it.each([
    ['a string that breaks off behind many quotes', `[12345678901234567,"${'\\"'.repeat(500_000)}`, false],
    ['many zeros in the middle of a number', `[0.1${'0'.repeat(500_000)}1]`, true],
    ['many zeros before a number', `[1e-${'0'.repeat(500_000)}1]`, true],
    ['many points', `[12345678901234567${'.1'.repeat(250_000)}]`, false],
  ])('is not held up by %s', (_title, text, isJson) => {
    const beganAt = performance.now();
    if (isJson) expect(parseExactJson(text)).toHaveLength(1);
    else expect(() => parseExactJson(text)).toThrow(SyntaxError);
    expect(performance.now() - beganAt).toBeLessThan(10_000); // or minutes
  });

  it.each([
    '',
    '{',
    '[12345678901234567',
    '[01234567890123456789]',
    '{12345678901234567:1}',
    '[1.2345678901234567.8]',
    '[+12345678901234567]',
    '["12345678901234567]',
    '12345678901234567 12345678901234567',
  ])('mends nothing: %j is no JSON', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });
});
