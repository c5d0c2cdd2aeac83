import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber, fitsInt64, stringifyExact } from '../../src/core/exact-number.ts';
import { jsonValues, numberSpellings } from '../support/json-values.ts';

describe('stringifyExact', () => {
  it('writes the digits of an exact number as they are, at any depth', () => {
    fc.assert(
      fc.property(numberSpellings, (digits) => {
        const number = new ExactNumber(digits);
        expect(stringifyExact(number)).toBe(digits);
        expect(stringifyExact({ a: [number, { b: number }], c: 'x' })).toBe(
          `{"a":[${digits},{"b":${digits}}],"c":"x"}`,
        );
      }),
    );
  });

  it('writes everything else as JSON.stringify does, NUL and digits in text and in keys included', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        expect(stringifyExact(value)).toBe(JSON.stringify(value));
        expect(stringifyExact([value, new ExactNumber('1')])).toBe(`[${JSON.stringify(value)},1]`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('fitsInt64', () => {
  it('is true up to both ends of the signed 64 bits, and not beyond', () => {
    expect(['9223372036854775807', '-9223372036854775808', '0'].map(fitsInt64)).toEqual([true, true, true]);
    expect(['9223372036854775808', '-9223372036854775809'].map(fitsInt64)).toEqual([false, false]);
  });
});
