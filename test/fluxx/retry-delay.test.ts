import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { defaultBackoff, retryDelay } from '../../src/fluxx/retry-delay.ts';
import { failureOf } from '../support/failure-of.ts';

describe('the wait before a retry', () => {
  it('doubles with every attempt, up to the limit, and keeps between half of that and the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const whole = Math.min(1000 * 2 ** (attempt - 1), 120_000);
        const delay = retryDelay(failureOf(500), attempt, defaultBackoff, () => random);
        expect(delay).toBeGreaterThanOrEqual(whole / 2);
        expect(delay).toBeLessThanOrEqual(whole);
      }),
    );
  });

  it('differs from call to call, so that those that failed together do not come back together', () => {
    const delays = [0, 0.25, 0.5, 0.75].map((random) => retryDelay(failureOf(500), 3, defaultBackoff, () => random));
    expect(new Set(delays).size).toBe(4);
  });

  it('is longer after too many calls, for they are counted by the minute', () => {
    expect(retryDelay(failureOf(429), 1, defaultBackoff, () => 1)).toBe(10_000);
    expect(retryDelay(failureOf(500), 1, defaultBackoff, () => 1)).toBe(1000);
  });

  it('is what the server asks for, and up to a tenth more, so that not everybody comes back at the same time', () => {
    const asked = failureOf(429, { 'retry-after': '3' });
    expect(retryDelay(asked, 1, defaultBackoff, () => 0)).toBe(3000);
    expect(retryDelay(asked, 1, defaultBackoff, () => 1)).toBeCloseTo(3300);
    expect(retryDelay(failureOf(503, { 'retry-after': '86400' }), 1, defaultBackoff, () => 0)).toBe(86_400_000);
  });

  it('outlasts the minute by which calls are counted, however little a server asks for each time', () => {
    const asked = failureOf(429, { 'retry-after': '1' });
    const waits = [1, 2, 3, 4, 5, 6].map((attempt) => retryDelay(asked, attempt, defaultBackoff, () => 0));
    expect(waits).toEqual([1000, 5000, 10_000, 20_000, 40_000, 60_000]);
  });
});
