import { describe, expect, it } from '@jest/globals';
import { createRowWatch } from '../../../src/engine/calls/row-watch.ts';
import type { Page } from '../../../src/engine/ports.ts';

const rows = Array.from({ length: 500 }, (_, index) => ({ id: index + 1 }));

/** Pages of 500 rows each, and how many rows the server counts at each of them. */
function readPages(pages: number, counts: (page: number) => number): void {
  const watch = createRowWatch('user');
  for (let page = 1; page <= pages; page++) {
    const answer: Page = { rows, totalRows: counts(page), page, pageSize: 500 };
    watch(answer);
  }
}

describe('A server whose pages have no end', () => {
  it('is stopped once many times more rows came than it counts', () => {
    expect(() => readPages(2009, () => 500)).not.toThrow();
    expect(() => readPages(2011, () => 500)).toThrow(/^Cannot read user: 1005500 rows came, .* counted 500 at most\./);
  });

  it('is judged by the largest of its counts, for those of a range are small', () => {
    expect(() => readPages(5000, (page) => (page === 3 ? 1_000_000 : 500))).not.toThrow();
  });

  it('is not suspected where it stops to count, as a search index does', () => {
    expect(() => readPages(5000, () => 10_000)).not.toThrow();
  });
});
