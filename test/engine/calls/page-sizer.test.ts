import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPageSizer, type PageSizer } from '../../../src/engine/calls/page-sizer.ts';

/** A sizer, and the sizes that it told of. */
function sizerOf(most: number): { readonly sizer: PageSizer; readonly told: readonly number[] } {
  const told: number[] = [];
  return { sizer: createPageSizer(most, (size) => told.push(size)), told };
}

/** So many pages of the size in order come whole. */
function answer(sizer: PageSizer, pages: number): void {
  for (let page = 0; page < pages; page++) sizer.noteAnswer(sizer.size(), sizer.size());
}

/** Makes pages smaller until none smaller would be tried. */
function shrinkToFew(sizer: PageSizer): void {
  while (sizer.shrink(sizer.size()));
}

/** How many good pages it takes until pages are as large as this again. */
function pagesUntil(sizer: PageSizer, size: number): number {
  for (let pages = 0; pages <= 20_000; pages++) {
    if (sizer.size() === size) return pages;
    answer(sizer, 1);
  }
  throw new Error(`Pages of ${sizer.size()} rows do not grow to ${size}.`);
}

describe('the page size', () => {
  it('is what the user allows, for as long as the server bears it', () => {
    const { sizer, told } = sizerOf(100);
    answer(sizer, 1000);
    expect(sizer.size()).toBe(100);
    expect(told).toEqual([]);
  });

  it('is halved whenever a page was too much, down to a few rows, and then no more', () => {
    const { sizer, told } = sizerOf(100);
    const answers = Array.from({ length: 7 }, () => sizer.shrink(sizer.size()));
    expect(told).toEqual([50, 25, 12, 6, 5]);
    expect(answers).toEqual([true, true, true, true, true, false, false]);
  });

  it('stays as small as the user wants it', () => {
    const { sizer, told } = sizerOf(3);
    expect(sizer.shrink(3)).toBe(false);
    answer(sizer, 100);
    expect(sizer.size()).toBe(3);
    expect(told).toEqual([]);
  });

  it('shrinks once when several calls in flight fail that were of the same size', () => {
    const { sizer, told } = sizerOf(100);
    expect([1, 2, 3, 4].map(() => sizer.shrink(100))).toEqual([true, true, true, true]);
    expect(told).toEqual([50]);
  });

  it('grows back step by step once pages come again', () => {
    const { sizer, told } = sizerOf(100);
    sizer.shrink(100);
    sizer.shrink(50);
    expect(pagesUntil(sizer, 100)).toBeGreaterThan(2);
    expect(told).toEqual([50, 25, 50, 100]);
  });

  it('is soon what it was when the server was merely down for a while', () => {
    const { sizer } = sizerOf(500);
    shrinkToFew(sizer);
    expect(sizer.size()).toBe(5);
    expect(pagesUntil(sizer, 500)).toBeLessThan(50);
  });

  it('is tried larger ever more rarely where the server does not bear it', () => {
    const { sizer } = sizerOf(100);
    const failures: number[] = [];
    for (let page = 0; page < 10_000; page++) {
      if (sizer.size() <= 30) answer(sizer, 1);
      else if (sizer.shrink(sizer.size())) failures.push(page);
    }
    expect(failures.length).toBeLessThan(25);
    const gaps = failures.map((page, index) => page - (failures[index - 1] ?? 0)).slice(-6);
    expect(gaps.every((gap) => gap > 1000)).toBe(true);
  });

  it('is tried larger as soon as at first once a larger one has held', () => {
    const { sizer } = sizerOf(100);
    for (let time = 0; time < 8; time++) {
      sizer.shrink(100);
      pagesUntil(sizer, 100);
    }
    sizer.shrink(100);
    expect(pagesUntil(sizer, 100)).toBeGreaterThan(500);
    answer(sizer, 2000);
    sizer.shrink(100);
    expect(pagesUntil(sizer, 100)).toBeLessThan(20);
  });

  it('begins to count the good pages anew after each failure', () => {
    const { sizer } = sizerOf(40);
    sizer.shrink(40);
    const needed = pagesUntil(sizer, 40);
    sizer.shrink(40);
    answer(sizer, needed - 1);
    sizer.shrink(20);
    answer(sizer, needed - 1);
    expect(sizer.size()).toBe(10);
  });

  it('keeps to the limit of a server that has one of its own', () => {
    const { sizer } = sizerOf(500);
    sizer.noteAnswer(500, 100);
    expect(sizer.size()).toBe(100);
    shrinkToFew(sizer);
    expect(pagesUntil(sizer, 100)).toBeGreaterThan(0);
    answer(sizer, 5000);
    expect(sizer.size()).toBe(100);
  });

  it('is not made smaller for good by a call that asked for less on purpose', () => {
    const { sizer } = sizerOf(100);
    sizer.noteAnswer(60, 60);
    expect(sizer.size()).toBe(100);
  });
});

/** What may happen to calls, some of them asked when another size was in order: `ago` changes of size before. */
const happening = fc.oneof(
  fc.record({ kind: fc.constant('answer' as const), ago: fc.nat(3), times: fc.nat(60) }),
  fc.record({ kind: fc.constant('failure' as const), ago: fc.nat(3) }),
  fc.record({ kind: fc.constant('limit' as const), limit: fc.integer({ min: 1, max: 500 }) }),
);

describe('Whatever happens to calls,', () => {
  it('the size lies between one row and what the user and the server allow, and grows back to that', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.array(happening, { maxLength: 60 }), (most, happenings) => {
        const { sizer, told } = sizerOf(most);
        let allowed = most;
        const sizes = [sizer.size()];
        for (const event of happenings) {
          const asked = event.kind === 'limit' ? sizer.size() : (sizes.at(-1 - event.ago) ?? most);
          if (event.kind === 'limit') {
            if (event.limit < asked) allowed = Math.min(allowed, event.limit);
            sizer.noteAnswer(asked, Math.min(asked, event.limit));
          } else if (event.kind === 'failure') {
            const before = sizer.size();
            const isWorthwhile = sizer.shrink(asked);
            expect(sizer.size()).toBeLessThanOrEqual(before);
            // Whoever is told to ask for a smaller page does get one.
            if (isWorthwhile && asked >= before) expect(sizer.size()).toBeLessThan(asked);
            if (!isWorthwhile) expect(before).toBeLessThanOrEqual(5);
          } else {
            for (let time = 0; time < event.times; time++) sizer.noteAnswer(asked, Math.min(asked, allowed));
          }
          if (sizer.size() !== sizes.at(-1)) sizes.push(sizer.size());
          expect(sizer.size()).toBeGreaterThanOrEqual(1);
          expect(sizer.size()).toBeLessThanOrEqual(allowed);
        }
        expect(told.every((size, index) => size !== told[index - 1])).toBe(true);
        pagesUntil(sizer, allowed);
      }),
      { numRuns: 500 },
    );
  });
});
