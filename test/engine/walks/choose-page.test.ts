import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { choosePage } from '../../../src/engine/walks/choose-page.ts';

/** The places of the rows that a page holds, from 0, the last one excluded. */
function placesOf({ page, pageSize }: ReturnType<typeof choosePage>): { readonly begin: number; readonly end: number } {
  return { begin: (page - 1) * pageSize, end: page * pageSize };
}

describe('the page to ask for next', () => {
  it('is the first one, of the size wanted, before anything was read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), (wanted) => {
        expect(choosePage(0, wanted)).toEqual({ page: 1, pageSize: wanted });
      }),
    );
  });

  it('begins at or before the last row read and holds at least one new place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 9 }), fc.integer({ min: 2, max: 500 }), (covered, wanted) => {
        const { begin, end } = placesOf(choosePage(covered, wanted));
        return begin <= covered - 1 && end > covered;
      }),
      { numRuns: 3000 },
    );
  });

  it('has between half of the size wanted and the whole, where one of these sizes leads on at all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 ** 6 }), fc.integer({ min: 2, max: 500 }), (covered, wanted) => {
        const { pageSize } = choosePage(covered, wanted);
        expect(pageSize).toBeGreaterThanOrEqual(wanted / 2);
        const sizes = Array.from({ length: wanted }, (_, index) => index + 1).filter((size) => size >= wanted / 2);
        // A page of a size that divides what was read ends with the last row read.
        if (pageSize > wanted) expect(sizes.every((size) => covered % size === 0)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('leads on from every place with every small size, a little larger where none of the sizes wanted can', () => {
    for (let wanted = 2; wanted <= 12; wanted++) {
      for (let covered = 1; covered <= 30_000; covered++) {
        const choice = choosePage(covered, wanted);
        const { begin, end } = placesOf(choice);
        if (begin > covered - 1 || end <= covered || choice.pageSize > wanted + 12) {
          throw new Error(`${covered} rows read, ${wanted} wanted: ${JSON.stringify(choice)}`);
        }
      }
    }
  });

  it('reads a table of any length to its end, with few rows read twice where pages are not tiny', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50_000 }), fc.integer({ min: 2, max: 500 }), (rows, wanted) => {
        let covered = 0;
        let asked = 0;
        while (covered < rows) {
          const choice = choosePage(covered, wanted);
          const { end } = placesOf(choice);
          if (end <= covered) throw new Error(`stuck at ${covered} with pages of ${wanted}`);
          covered = end;
          asked += choice.pageSize;
        }
        if (wanted >= 20) expect(asked).toBeLessThanOrEqual(rows * 1.6 + 2 * wanted);
      }),
      { numRuns: 200 },
    );
  });
});
