import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Instant, later, toInstant } from '../../src/core/instant.ts';
import { cutStretches, type Gap, gapsBetween, joinStretches, type Stretch } from '../../src/core/stretch.ts';

/** Few enough that stretches often touch, overlap and repeat each other. */
const lastSecond = 30;
const seconds = fc.nat({ max: lastSecond });
const at = (second: number): Instant => toInstant(second * 1000);

/** Of any length, also empty or turned round. */
const stretch: fc.Arbitrary<Stretch> = fc.record({ from: seconds.map(at), to: seconds.map(at) });
const stretches = fc.array(stretch, { maxLength: 8 });

function holds({ from, to }: Gap, instant: Instant): boolean {
  return from <= instant && (to === undefined || instant < to);
}

/** Which seconds the stretches hold, one by one; the one behind all ends stands for all that follow. */
function secondsOf(list: readonly Gap[]): readonly number[] {
  const all = Array.from({ length: lastSecond + 2 }, (_, second) => second);
  return all.filter((second) => list.some((item) => holds(item, at(second))));
}

/** In order, none empty, and something between each two. */
function isTidy(list: readonly Gap[]): boolean {
  return list.every(({ from, to }, index) => {
    const next = list[index + 1];
    return (to === undefined || from < to) && (next === undefined || (to !== undefined && to < next.from));
  });
}

const written = (list: readonly Gap[]): readonly string[] =>
  list.map(({ from, to }) => `${from.slice(17, 19)}-${to?.slice(17, 19) ?? ''}`);

describe('joined stretches', () => {
  it('hold the same seconds, in order, with something between each two', () => {
    fc.assert(
      fc.property(stretches, (list) => {
        const joined = joinStretches(list);
        expect(secondsOf(joined)).toEqual(secondsOf(list));
        expect(isTidy(joined)).toBe(true);
      }),
    );
  });

  it('stay as they are when they are joined again, and in whatever order they came', () => {
    const shuffled = stretches.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, ([list, others]) => {
        const joined = joinStretches(list);
        expect(joinStretches(joined)).toEqual(joined);
        expect(joinStretches(others)).toEqual(joined);
      }),
    );
  });

  it('are one where one ends in the second in which the next begins', () => {
    const list = [
      { from: at(5), to: at(9) },
      { from: at(1), to: at(5) },
      { from: at(10), to: at(22) },
      { from: at(20), to: at(25) },
    ];
    expect(written(joinStretches(list))).toEqual(['01-09', '10-25']);
  });
});

describe('gaps', () => {
  it('and what was taken away are all time from an instant on, and share no second', () => {
    fc.assert(
      fc.property(seconds, stretches, (second, taken) => {
        const gaps = gapsBetween(at(second), taken);
        const [inGaps, inTaken] = [secondsOf(gaps), secondsOf(taken)];
        expect(inGaps.filter((held) => inTaken.includes(held))).toEqual([]);
        const together = [...inGaps, ...inTaken].filter((held) => held >= second);
        expect(together.toSorted((a, b) => a - b)).toEqual(secondsOf([{ from: at(second), to: undefined }]));
        expect(inGaps.every((held) => held >= second)).toBe(true);
        expect(isTidy(gaps)).toBe(true);
      }),
    );
  });

  it('are everything when nothing was taken away', () => {
    expect(gapsBetween(at(3), [])).toEqual([{ from: at(3), to: undefined }]);
  });

  it('lie before, between and behind', () => {
    const taken = [
      { from: at(12), to: at(15) },
      { from: at(4), to: at(8) },
    ];
    expect(written(gapsBetween(at(2), taken))).toEqual(['02-04', '08-12', '15-']);
    expect(written(gapsBetween(at(6), taken))).toEqual(['08-12', '15-']);
  });
});

describe('cut stretches', () => {
  it('hold what lies before the cut, and nothing at it or behind it', () => {
    fc.assert(
      fc.property(stretches, seconds, (list, cut) => {
        expect(secondsOf(cutStretches(list, at(cut)))).toEqual(secondsOf(list).filter((held) => held < cut));
      }),
    );
  });

  it('end no later than the cut, and none is empty', () => {
    fc.assert(
      fc.property(stretches, seconds, (list, cut) => {
        for (const { from, to } of cutStretches(list, at(cut))) {
          expect(from < to && later(to, at(cut)) === at(cut)).toBe(true);
        }
      }),
    );
  });
});
