import { describe, expect, it } from '@jest/globals';
import { addSeconds, type Instant, toInstant } from '../../../src/core/instant.ts';
import { type Range, toRange } from '../../../src/engine/ranges/range.ts';
import type { RangeStep } from '../../../src/engine/ranges/range-step.ts';
import { readRange } from '../../../src/engine/ranges/read-range.ts';
import { beginningOfTime } from '../../../src/engine/read-context.ts';
import { bySecond } from '../../../src/engine/rungs/read-instant.ts';
import type { Dialect } from '../../simulator/dialect.ts';
import { withSimulator } from '../../simulator/with-simulator.ts';
import { loadRows } from '../../support/load-rows.ts';
import { readContextOf } from '../../support/read-context-of.ts';

const model = 'organization';
const start = Date.UTC(2026, 0, 1) / 1000;
const at = (second: number): Instant => toInstant((start + second) * 1000);

/** Reads a range on pages of ten rows, and lets something happen behind the first of them. */
async function readWith(
  times: readonly number[],
  dialect: Partial<Dialect>,
  happen: (range: Range, first: RangeStep) => void,
): Promise<readonly RangeStep[]> {
  return withSimulator({}, async (simulator) => {
    const seconds = times.map((second) => start + second);
    loadRows(simulator, model, seconds, dialect);
    const range = toRange({ from: beginningOfTime, to: undefined });
    const reading = { range, bound: bySecond, isProven: true, onLatest: () => undefined };
    const steps: RangeStep[] = [];
    for await (const step of readRange(readContextOf(simulator, model), reading)) {
      if (steps.length === 0) happen(range, step);
      steps.push(step);
    }
    return steps;
  });
}

const rowsOf = (steps: readonly RangeStep[]): readonly unknown[] =>
  steps.flatMap(({ rows }) => rows.map((row) => row['updated_at']));

describe('A range that is split while it is read', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index);

  it('ends where the other part begins, and vouches for nothing behind it, although its last page holds such rows', async () => {
    const steps = await readWith(hundred, {}, (range) => {
      range.to = at(13);
    });
    expect(rowsOf(steps)).toEqual(hundred.slice(0, 13).map(at));
    expect(steps.map(({ reached }) => reached)).toEqual([at(9), at(13)]);
  });

  it('ends there also when the other part begins within what it has read already', async () => {
    const steps = await readWith(hundred, {}, (range) => {
      range.to = at(5);
    });
    expect(rowsOf(steps)).toEqual(hundred.slice(0, 10).map(at));
    expect(steps.map(({ reached }) => reached)).toEqual([at(9), at(5)]);
  });

  it('leaves the rest of a second, of which there is more than the search index pages through, to the other part', async () => {
    const times = [0, ...Array.from({ length: 60 }, () => 50)];
    const whole = await readWith(times, { window: 10 }, () => undefined);
    expect(rowsOf(whole)).toHaveLength(61);
    const steps = await readWith(times, { window: 10 }, (range, first) => {
      expect(first.reached).toBe(at(50));
      range.to = addSeconds(first.reached, -10);
    });
    expect(rowsOf(steps)).toEqual(times.slice(0, 10).map(at));
  });
});
