import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addSeconds, earlier, later, parseInstant, toInstant } from '../../src/core/instant.ts';

const lowest = Date.parse('0001-01-01T00:00:00Z');
const highest = Date.parse('9999-12-31T23:59:59Z');
const times = fc.integer({ min: lowest, max: highest });

describe('an instant', () => {
  it('is never later than the time it was made of, and less than a second earlier', () => {
    fc.assert(
      fc.property(times, (time) => {
        const lag = time - Date.parse(toInstant(time));
        return lag >= 0 && lag < 1000;
      }),
    );
  });

  it('compares as text as the times do', () => {
    fc.assert(
      fc.property(times, times, (a, b) => {
        const [first, second] = [toInstant(a), toInstant(b)];
        expect(first < second).toBe(Date.parse(first) < Date.parse(second));
        expect(earlier(first, second)).toBe(first < second ? first : second);
        expect(later(first, second)).toBe(first < second ? second : first);
      }),
    );
  });

  it('stays within the years that have four digits', () => {
    expect(toInstant(highest + 1000)).toBe('9999-12-31T23:59:59Z');
    expect(toInstant(lowest - 1)).toBe('0001-01-01T00:00:00Z');
  });

  it('moves by seconds to and fro', () => {
    const instant = toInstant(Date.parse('2026-03-01T00:00:00Z'));
    expect(addSeconds(instant, -1)).toBe('2026-02-28T23:59:59Z');
    expect(addSeconds(instant, 86_400)).toBe('2026-03-02T00:00:00Z');
  });

  it('is the one that exists where the other is missing', () => {
    const instant = toInstant(0);
    expect([later(instant, undefined), later(undefined, instant), later(undefined, undefined)]).toEqual([
      instant,
      instant,
      undefined,
    ]);
  });

  it.each([
    ['2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00Z'],
    ['2026-01-01T00:00:00.999Z', '2026-01-01T00:00:00Z'],
    ['2026-01-01T01:00:00.5+01:00', '2026-01-01T00:00:00Z'],
    ['2026-01-01', '2026-01-01T00:00:00Z'],
  ])('is read from %s in its one form', (text, instant) => {
    expect(parseInstant(text)).toBe(instant);
  });

  it.each([undefined, null, 5, {}, '', '2026-02-30'])('is not read from %j', (value) => {
    expect(parseInstant(value)).toBeUndefined();
  });
});
