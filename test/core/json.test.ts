import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tryParseJson } from '../../src/core/json.ts';

describe('text that may be JSON', () => {
  it.each(['', ' ', '{', '[1,]', 'undefined', "{'a':1}", '{"a":1} {"a":2}'])('is none when it is %p', (text) => {
    expect(tryParseJson(text)).toBeUndefined();
  });

  it('gives its value when it is, null too', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(tryParseJson(text)).toEqual(JSON.parse(text));
      }),
    );
    expect(tryParseJson('null')).toBeNull();
  });
});
