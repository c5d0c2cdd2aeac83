import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds, type Instant, secondsBetween } from '../../../src/core/instant.ts';
import { type Gap, joinStretches, type Stretch } from '../../../src/core/stretch.ts';
import {
  isWorthSplitting,
  notePage,
  type Range,
  splitRange,
  stretchesRead,
  toRange,
} from '../../../src/engine/ranges/range.ts';
import { createRangePlan } from '../../../src/engine/ranges/range-plan.ts';
import { secondsIn } from '../../support/sync.ts';

const year = 365 * 86_400;

/** A range from the fixed beginning on, so many seconds long (or without an end), with what a test says about it. */
function rangeOf(seconds: number | undefined, changes: Partial<Range> = {}): Range {
  const to = seconds === undefined ? undefined : secondsIn(seconds);
  return Object.assign(toRange({ from: secondsIn(0), to }), changes);
}

/** A split that must succeed. */
function split(range: Range, latest = secondsIn(year), leastSeconds = 1): Range {
  const rest = splitRange(range, latest, leastSeconds);
  if (!rest) throw new Error('The range was not split.');
  return rest;
}

const ranges = fc
  .record({
    seconds: fc.option(fc.integer({ min: 1, max: 10 * year }), { nil: undefined }),
    latest: fc.integer({ min: 0, max: 10 * year }),
    reached: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
    left: fc.oneof(fc.nat({ max: 1_000_000 }), fc.integer({ min: -500, max: 0 })),
    secondsPerRow: fc.option(fc.double({ min: 0, max: year, noNaN: true }), { nil: undefined }),
    leastSeconds: fc.constantFrom(1, 1, 3600, 30 * 86_400),
  })
  .map(({ seconds, latest, reached, left, secondsPerRow, leastSeconds }) => {
    const end = seconds ?? latest;
    const at = reached === undefined ? undefined : secondsIn(Math.floor(reached * end));
    const range = rangeOf(seconds, { reached: at, left, secondsPerRow });
    return { range, latest: secondsIn(latest), end: secondsIn(end), leastSeconds };
  });

describe('a range that is split', () => {
  it('keeps the time that comes first, and gives away all the rest, neither being too short', () => {
    fc.assert(
      fc.property(ranges, ({ range, latest, end, leastSeconds }) => {
        const before = { ...range };
        const begin = range.reached ?? range.from;
        const rest = splitRange(range, latest, leastSeconds);
        if (rest === undefined) {
          expect(secondsBetween(begin, end)).toBeLessThan(2 * leastSeconds);
          expect(range).toEqual(before);
          return;
        }
        expect([range.from, range.to, rest.from, rest.to]).toEqual([before.from, rest.from, range.to, before.to]);
        const [kept, given] = [secondsBetween(begin, rest.from), secondsBetween(rest.from, end)];
        expect(Math.min(kept, given)).toBeGreaterThanOrEqual(leastSeconds);
        expect(kept).toBeLessThanOrEqual(given + 1);
        expect(kept).toBeGreaterThanOrEqual(Math.floor((kept + given) / 64));
        expect(range.left + rest.left).toBe(before.left);
      }),
      { numRuns: 1000 },
    );
  });

  it('and split again and again, whichever part, leaves parts that fill it and share no second, and comes to an end', () => {
    const stories = fc.tuple(
      fc.integer({ min: 1, max: 150 }),
      fc.constantFrom(1, 1, 7),
      fc.infiniteStream(fc.record({ which: fc.nat(), left: fc.nat(), pace: fc.nat({ max: 3 }) })),
    );
    fc.assert(
      fc.property(stories, ([seconds, leastSeconds, choices]) => {
        const parts = [rangeOf(seconds)];
        let canSplit = [...parts];
        while (canSplit.length > 0) {
          const { which, left, pace } = choices.next().value;
          const part = canSplit[which % canSplit.length] as Range;
          Object.assign(part, { left, secondsPerRow: pace });
          const rest = splitRange(part, secondsIn(seconds), leastSeconds);
          if (rest) [parts, canSplit].map((list) => list.push(rest));
          else canSplit = canSplit.filter((other) => other !== part);
          if (parts.length > Math.max(1, seconds / leastSeconds)) throw new Error('There are too many parts.');
        }
        const inOrder = parts.toSorted((a, b) => (a.from < b.from ? -1 : 1));
        expect([inOrder[0]?.from, inOrder.at(-1)?.to]).toEqual([secondsIn(0), secondsIn(seconds)]);
        expect(inOrder.slice(1).map(({ from }) => from)).toEqual(inOrder.slice(0, -1).map(({ to }) => to));
      }),
    );
  });

  it('is cut in the middle of its time while nobody knows where its rows lie', () => {
    expect(split(rangeOf(1000, { left: 400 })).from).toBe(secondsIn(500));
    expect(split(rangeOf(1000, { left: 400, reached: secondsIn(200) })).from).toBe(secondsIn(600));
  });

  it('without an end is cut between where it stands and the latest change that is known', () => {
    expect(split(rangeOf(undefined, { reached: secondsIn(100) }), secondsIn(300)).from).toBe(secondsIn(200));
    expect(splitRange(rangeOf(undefined, { reached: secondsIn(300) }), secondsIn(300), 1)).toBeUndefined();
  });

  it('is cut where half of its rows will come, when they stand so thick that this is sooner', () => {
    const thick = rangeOf(year, { left: 1000, secondsPerRow: 2000 });
    expect(split(thick).from).toBe(secondsIn(1000 * 1000));
    const thin = rangeOf(year, { left: 1000, secondsPerRow: 2_000_000 });
    expect(split(thin).from).toBe(secondsIn(year / 2));
  });

  it('is not cut right behind a second that many rows share: that says nothing about the rest', () => {
    expect(split(rangeOf(6400, { left: 1000, secondsPerRow: 0 })).from).toBe(secondsIn(100));
  });

  it('whose rows nobody could count is cut in the middle of its time', () => {
    expect(split(rangeOf(1000, { left: 0, secondsPerRow: 0 })).from).toBe(secondsIn(500));
    expect(split(rangeOf(1000, { left: -30, secondsPerRow: 5 })).from).toBe(secondsIn(500));
  });
});

describe('a range', () => {
  it('is worth a second reader when four pages are left of it', () => {
    expect(isWorthSplitting(rangeOf(1000, { rowsFrom: 500, left: 40 }), 10)).toBe(true);
    expect(isWorthSplitting(rangeOf(1000, { rowsFrom: 500, left: 39 }), 10)).toBe(false);
    expect(isWorthSplitting(rangeOf(1000, { rowsFrom: 500, left: 40, isDone: true }), 10)).toBe(false);
  });

  it('that nobody could count is worth it when four pages were read since it was last split', () => {
    const uncounted = rangeOf(1000, { rowsFrom: 500, left: 0, pages: 4 });
    expect(isWorthSplitting(uncounted, 10)).toBe(true);
    split(uncounted);
    expect(isWorthSplitting(uncounted, 10)).toBe(false);
    expect(isWorthSplitting(rangeOf(1000, { left: 0, pages: 4 }), 10)).toBe(false); // nobody has asked yet
  });

  it('counts as read up to where it stands, and to its end when it is done', () => {
    const list = [
      rangeOf(100, { isDone: true, reached: secondsIn(90) }),
      Object.assign(toRange({ from: secondsIn(100), to: secondsIn(200) }), { reached: secondsIn(150) }),
      toRange({ from: secondsIn(200), to: secondsIn(300) }),
      Object.assign(toRange({ from: secondsIn(300), to: undefined }), { isDone: true, reached: secondsIn(400) }),
    ];
    expect(joinStretches(stretchesRead(list))).toEqual([
      { from: secondsIn(0), to: secondsIn(150) },
      { from: secondsIn(300), to: secondsIn(400) },
    ]);
  });

  it('that was split behind a page that was under way does not take back what it has read', () => {
    const range = rangeOf(100, { rowsFrom: 90, left: 90 });
    const rest = split(range, secondsIn(100));
    notePage(range, [range, rest], { reached: secondsIn(60), windowRows: 90, rows: 60 });
    notePage(range, [range, rest], { reached: secondsIn(50), windowRows: 30, rows: 0 });
    range.isDone = true;
    expect(joinStretches(stretchesRead([range, rest]))).toEqual([{ from: secondsIn(0), to: secondsIn(60) }]);
  });
});

describe('the rows left of a range', () => {
  it('are those that the server counts behind the page, less those behind the next range', () => {
    const range = rangeOf(undefined);
    notePage(range, [range], { reached: secondsIn(10), windowRows: 1000, rows: 100 });
    expect(range.left).toBe(900);
    const rest = split(range, secondsIn(100));
    expect([range.left, rest.left]).toEqual([450, 450]);
    notePage(rest, [range, rest], { reached: secondsIn(60), windowRows: 300, rows: 100 });
    expect(rest.left).toBe(200);
    expect(range.left).toBe(1000 - 300); // the window of its last page held that page's rows, too
    notePage(range, [range, rest], { reached: secondsIn(20), windowRows: 901, rows: 100 });
    expect(range.left).toBe(501);
  });

  it('are not known where the count does not fall while rows are read', () => {
    const range = rangeOf(undefined);
    notePage(range, [range], { reached: secondsIn(10), windowRows: 10_000, rows: 500 });
    expect(range.left).toBe(9500);
    notePage(range, [range], { reached: secondsIn(20), windowRows: 10_000, rows: 500 });
    expect(range.left).toBe(0);
  });
});

/** What a test says nothing else about. */
const planning = { now: secondsIn(100), changedLately: secondsIn(100), leastSeconds: 1, pageSize: () => 10 };

/** Rows as seconds, in order, and the ranges that simulated readers read of them, in whatever order their pages come. */
function playReaders(times: readonly number[], gaps: readonly Gap[], order: () => number) {
  const rows = times.map(secondsIn).toSorted();
  const emitted = new Set<number>();
  const plan = createRangePlan({ ...planning, gaps, now: rows.at(-1) ?? secondsIn(0), pageSize: () => 3 });
  type Reader = { readonly range: Range; place: number; page: readonly Instant[] };
  const taken: Range[] = [];
  const reading: Reader[] = [];

  function start(): boolean {
    const range = plan.take();
    if (range === undefined) return false;
    taken.push(range);
    const place = rows.findIndex((at) => at >= range.from);
    const reader: Reader = { range, place: place === -1 ? rows.length : place, page: [] };
    ask(reader);
    reading.push(reader);
    return true;
  }
  /** A page that was asked for before the range was split may hold rows of its other part. */
  function ask(reader: Reader): void {
    const { to } = reader.range;
    reader.page = rows.slice(reader.place, reader.place + 3).filter((at) => to === undefined || at < to);
  }
  function take(reader: Reader): void {
    const { range, place, page } = reader;
    for (const [index] of page.entries()) emitted.add(place + index);
    reader.place += page.length;
    const window = rows.findIndex((at) => at >= (range.reached ?? range.from));
    const windowRows = window === -1 ? 0 : rows.length - window;
    plan.notePage(range, { reached: page.at(-1) ?? range.from, windowRows, rows: page.length });
    if (page.length < 3) range.isDone = true;
  }
  start();
  let pages = 0;
  while (reading.length > 0) {
    const reader = reading[order() % reading.length] as Reader;
    take(reader);
    if (reader.range.isDone) reading.splice(reading.indexOf(reader), 1);
    else ask(reader);
    while (reading.length < 4 && start());
    const held = rows.map((at, index) => ({ at, index })).filter(({ at }) => isHeld(plan.read(), at));
    expect(held.filter(({ index }) => !emitted.has(index))).toEqual([]);
    pages += 1;
  }
  return { rows, emitted, taken, plan, pages };
}

function isHeld(stretches: readonly Stretch[], at: Instant): boolean {
  return stretches.some(({ from, to }) => from <= at && at < to);
}

describe('a plan of ranges', () => {
  it('vouches for no row that was not read, in whatever order pages come, and ends when all are', () => {
    const stories = fc.tuple(
      fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 150 }),
      fc.infiniteStream(fc.nat()),
    );
    fc.assert(
      fc.property(stories, ([times, choices]) => {
        const gaps = [{ from: secondsIn(0), to: undefined }];
        const { rows, emitted, taken, plan, pages } = playReaders(times, gaps, () => choices.next().value);
        expect(emitted.size).toBe(rows.length);
        expect(pages).toBeLessThanOrEqual(rows.length + 2 * taken.length);
        expect(joinStretches(plan.read())).toEqual(
          joinStretches([{ from: secondsIn(0), to: rows.at(-1) ?? secondsIn(0) }]),
        );
        const [begins, ends] = [new Set(taken.map(({ from }) => from)), taken.flatMap(({ to }) => to ?? [])];
        expect(ends.filter((end) => !begins.has(end))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('gives out all gaps first, in their order, whatever is left of those that are being read', () => {
    const gaps = [
      { from: secondsIn(0), to: secondsIn(15) },
      { from: secondsIn(20), to: secondsIn(30) },
      { from: secondsIn(40), to: undefined },
    ];
    const plan = createRangePlan({ ...planning, gaps });
    const first = plan.take() as Range;
    for (const page of [1, 2, 3, 4]) {
      plan.notePage(first, { reached: secondsIn(page), windowRows: 1000 - page * 10, rows: 10 });
    }
    const taken = [first, plan.take(), plan.take()];
    expect(taken.map((range) => range && { from: range.from, to: range.to })).toEqual(gaps);
  });

  it('then cuts the range that most rows are left of, for as long as that is worth it', () => {
    const gaps = [
      { from: secondsIn(0), to: secondsIn(1000) },
      { from: secondsIn(1000), to: undefined },
    ];
    const plan = createRangePlan({ ...planning, gaps, now: secondsIn(2000) });
    const [first, second] = [plan.take(), plan.take()] as [Range, Range];
    plan.notePage(first, { reached: secondsIn(10), windowRows: 300, rows: 10 });
    plan.notePage(second, { reached: secondsIn(1100), windowRows: 200, rows: 10 });
    expect([first.left, second.left]).toEqual([100, 190]);
    expect(plan.take()?.to).toBeUndefined();
    expect(second.left).toBe(95);
    expect(plan.take()?.to).toBe(secondsIn(1000));
    expect(first.left).toBe(50);
  });

  it('gives out what was changed lately at the very last, to one reader, and only where there were several', () => {
    const [closed, open] = [
      { from: secondsIn(0), to: secondsIn(50) },
      { from: secondsIn(50), to: undefined },
    ];
    const plan = createRangePlan({ ...planning, gaps: [closed, open], changedLately: secondsIn(70) });
    const [first, second] = [plan.take(), plan.take()] as [Range, Range];
    plan.notePage(second, { reached: secondsIn(9000), windowRows: 3, rows: 3 });
    second.isDone = true;
    expect(plan.take()).toBeUndefined();
    first.isDone = true;
    const tail = plan.take() as Range;
    expect([tail.from, tail.to]).toEqual([secondsIn(70), undefined]);
    plan.notePage(tail, { reached: secondsIn(80), windowRows: 1000, rows: 10 });
    expect(plan.take()).toBeUndefined();
    tail.isDone = true;
    expect(plan.take()).toBeUndefined();

    const single = createRangePlan({ ...planning, gaps: [open] });
    (single.take() as Range).isDone = true;
    expect(single.take()).toBeUndefined();
  });

  it('goes by the page size that is in order now, and by the latest change that it was told of', () => {
    let pageSize = 500;
    const gaps = [{ from: secondsIn(0), to: undefined }];
    const plan = createRangePlan({ ...planning, gaps, pageSize: () => pageSize });
    const range = plan.take() as Range;
    plan.notePage(range, { reached: secondsIn(0), windowRows: 1000, rows: 500 });
    expect(plan.take()).toBeUndefined();
    pageSize = 50;
    plan.noteLatest(secondsIn(6400));
    expect(plan.take()?.from).toBe(addSeconds(secondsIn(0), 100));
  });

  it('has nothing to give where the shortest parts would be too short', () => {
    const gaps = [{ from: secondsIn(0), to: undefined }];
    const plan = createRangePlan({ ...planning, gaps, leastSeconds: 60 });
    plan.notePage(plan.take() as Range, { reached: secondsIn(0), windowRows: 1000, rows: 10 });
    expect(plan.take()).toBeUndefined();
  });
});
