import { describe, expect, it } from '@jest/globals';
import { createServerClock } from '../../src/fluxx/server-clock.ts';

describe("the server's clock", () => {
  it('tells the time of the last answer that had one', () => {
    const clock = createServerClock();
    expect(clock.now()).toBeUndefined();
    clock.note({ status: 200, headers: { date: 'Sat, 21 Nov 2026 22:35:00 GMT' }, body: '' });
    expect(clock.now()).toBe('2026-11-21T22:35:00Z');
    clock.note({ status: 200, headers: {}, body: '' });
    clock.note({ status: 200, headers: { date: 'soon' }, body: '' });
    clock.note({ networkCode: 'ECONNRESET' });
    expect(clock.now()).toBe('2026-11-21T22:35:00Z');
    clock.note({ status: 503, headers: { date: 'Sat, 21 Nov 2026 22:36:00 GMT' }, body: '' });
    expect(clock.now()).toBe('2026-11-21T22:36:00Z');
  });

  it('passes the answer on', () => {
    const answer = { networkCode: 'ETIMEDOUT' };
    expect(createServerClock().note(answer)).toBe(answer);
  });

  it('knows our own time too', () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const local = Date.parse(createServerClock().local());
    expect(local).toBeGreaterThanOrEqual(before);
    expect(local).toBeLessThanOrEqual(Date.now());
  });
});
