import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  countIds,
  decodeIds,
  encodeIds,
  hasId,
  type IdSet,
  isSameIds,
  listIds,
  noIds,
  subtractIds,
  toIdSet,
  uniteIds,
} from '../../src/core/id-set.ts';
import { hostileText } from '../support/json-values.ts';

const highest = Number.MAX_SAFE_INTEGER;

/** Ids as tables have them: near one another, with gaps; and some at the limits of bytes, of 32 bits and of a double. */
const id = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 2, arbitrary: fc.integer({ min: 2 ** 32 - 20, max: 2 ** 32 + 20 }) },
  fc.constantFrom(63, 64, 65, 66, 127, 128, 129, 8192, 8193, 2 ** 31, 2 ** 46, 2 ** 52, highest - 1, highest),
  fc.integer({ min: 1, max: highest }),
);
const ids = fc.array(id, { maxLength: 40 });

const sorted = (list: Iterable<number>): readonly number[] => [...new Set(list)].sort((a, b) => a - b);
const listed = (set: IdSet): readonly number[] => [...listIds(set)];

describe('A set of ids', () => {
  it('has the ids that it was made of, each once and ascending, and no other', () => {
    fc.assert(
      fc.property(ids, id, (list, other) => {
        const set = toIdSet(list);
        expect(listed(set)).toEqual(sorted(list));
        expect(countIds(set)).toBe(new Set(list).size);
        for (const one of list) expect(hasId(set, one)).toBe(true);
        expect(hasId(set, other)).toBe(list.includes(other));
        expect(hasId(set, 0)).toBe(false);
      }),
    );
  });

  it('united with another has the ids of both', () => {
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const united = uniteIds(toIdSet(a), toIdSet(b));
        expect(listed(united)).toEqual(sorted([...a, ...b]));
        expect(isSameIds(united, toIdSet([...a, ...b]))).toBe(true);
      }),
    );
  });

  it('less another has what only the first one had', () => {
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const left = subtractIds(toIdSet(a), toIdSet(b));
        expect(listed(left)).toEqual(sorted(a).filter((one) => !b.includes(one)));
        expect(countIds(left)).toBe(listed(left).length);
      }),
    );
  });

  it('is the same as another that has the same ids, and as no other', () => {
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        expect(isSameIds(toIdSet(a), toIdSet(a.toReversed()))).toBe(true);
        expect(isSameIds(toIdSet(a), toIdSet(b))).toBe(String(sorted(a)) === String(sorted(b)));
      }),
    );
  });
});

describe('The text of a set of ids', () => {
  it('gives the same set again', () => {
    fc.assert(
      fc.property(ids, (list) => {
        const set = toIdSet(list);
        const decoded = decodeIds(encodeIds(set));
        expect(decoded).toEqual(set);
        expect(decoded && encodeIds(decoded)).toBe(encodeIds(set));
      }),
      { numRuns: 1000 },
    );
  });

  it('is what the documentation says', () => {
    const bytesOf = (list: readonly number[]): readonly number[] => [
      ...Buffer.from(encodeIds(toIdSet(list)), 'base64url'),
    ];
    expect(bytesOf([])).toEqual([]);
    expect(bytesOf([1])).toEqual([0]); // nothing left out, alone
    expect(bytesOf([1, 2, 3])).toEqual([1, 3]); // nothing left out, three of them
    expect(bytesOf([3, 4, 8])).toEqual([2 * 2 + 1, 2, 3 * 2]); // two left out, two of them; three left out, alone
    expect(bytesOf([101])).toEqual([200 - 128 + 128, 1]); // 100 left out: 200 is 72 and one times 128
  });

  it('is read from nothing else, and nothing makes the reader fail', () => {
    const alphabet = 'AQgBwxCD_-9z'.split('');
    const texts = fc.oneof(
      hostileText,
      fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 30 }),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const set = decodeIds(text);
        if (set === undefined) return;
        expect(encodeIds(set)).toBe(text);
        expect([...set.bounds].every((bound, index) => bound > (set.bounds[index - 1] ?? 0))).toBe(true);
        expect([...set.bounds].every((bound) => Number.isInteger(bound) && bound <= 2 ** 53)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  const text = (...bytes: readonly number[]): string => Buffer.from(bytes).toString('base64url');
  it.each([
    ['a number', 5],
    ['an object', {}],
    ['null', null],
    ['padding', `${text(0)}==`],
    ['blanks', ` ${text(0)}`],
    ['characters of plain base64', '+/8A'],
    ['bits that are left over', 'AB'],
    ['a number that breaks off', text(128)],
    ['a run without its length', text(1)],
    ['a length that breaks off', text(1, 128)],
    ['a run of none', text(1, 0)],
    ['a run of one that is told as many', text(1, 1)],
    ['runs that touch', text(0, 0)],
    ['a number with a needless byte', text(1, 130, 0)],
    ['an id that a double does not hold', text(255, 255, 255, 255, 255, 255, 255, 127)],
    ['a run to beyond what a double holds', text(1, 255, 255, 255, 255, 255, 255, 255, 127)],
    ['a number beyond all bounds', text(...Array.from({ length: 200 }, () => 255), 1)],
    ['numbers without end', text(...Array.from({ length: 2000 }, () => 255))],
  ])('is refused when it is %s', (_title, value) => {
    expect(decodeIds(value)).toBeUndefined();
  });

  it('that tells of more ids than any memory holds is a set like any other', () => {
    const set = decodeIds(text(1, 255, 255, 255, 255, 255, 255, 255, 15));
    expect(set && countIds(set)).toBe(highest);
    expect(set && hasId(set, 2 ** 40)).toBe(true);
    expect(set && listed(subtractIds(toIdSet([7]), set))).toEqual([]);
  });

  it('is made once, however often it is asked for', () => {
    const set = toIdSet([1, 5]);
    const before = encodeIds(set);
    set.bounds[0] = 2; // nobody may; here it shows that the set was not looked at again
    expect(encodeIds(set)).toBe(before);
  });
});

describe('The size of the text of a set of ids', () => {
  const rows = 1_000_000;
  const all = Array.from({ length: rows }, (_, index) => index + 1);
  const bytesOf = (list: readonly number[]): number => Buffer.from(encodeIds(toIdSet(list)), 'base64url').length;

  it('is a few characters for a table without gaps, whatever its size', () => {
    expect(encodeIds(toIdSet(all))).toHaveLength(6);
    expect(encodeIds(noIds)).toBe('');
  });

  it('grows with the gaps: by two bytes for each that a deleted row has left', () => {
    expect(bytesOf(all.filter((one) => one % 20 !== 0))).toBe(100_000); // 50,000 runs of 19 among 1,000,000
  });

  it('is a byte for each row that stands alone, and two where more than 63 ids lie between', () => {
    expect(bytesOf(all.filter((one) => one % 2 === 0))).toBe(500_000);
    expect(bytesOf(all.map((one) => one * 64))).toBe(1_000_000);
    expect(bytesOf(all.map((one) => one * 1000))).toBe(2_000_000);
  });
});
