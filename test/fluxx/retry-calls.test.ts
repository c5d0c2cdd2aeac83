import { describe, expect, it } from '@jest/globals';
import { isHopeless } from '../../src/core/connector-error.ts';
import { createCallHold } from '../../src/fluxx/call-hold.ts';
import type { JudgedFailure } from '../../src/fluxx/failures/judge-failure.ts';
import { createRetry, type Retry } from '../../src/fluxx/retry-calls.ts';
import type { Backoff } from '../../src/fluxx/retry-delay.ts';
import { failureOf } from '../support/failure-of.ts';

const quick: Backoff = { baseMs: 1, rateLimitBaseMs: 1, maxMs: 10, patienceMs: 60_000 };
const quiet = (): void => undefined;

function retryWith(backoff: Backoff, redact = (text: string) => text): Retry {
  const { signal } = new AbortController();
  return createRetry({ backoff, hold: createCallHold(quiet, signal), log: quiet, signal, redact });
}

/** A call that fails so often, and how often it was made. */
function failing(times: number, failure: JudgedFailure) {
  let attempts = 0;
  const attempt = () => Promise.resolve(++attempts > times ? { made: attempts } : { failure });
  return { attempt, attempts: () => attempts };
}

function toReason(reason: unknown): unknown {
  return reason;
}

const call = { call: 'user', what: 'read user', maxRetries: 6 };

describe('A call that fails', () => {
  it('is tried again as often as it may be, and no more', async () => {
    await expect(retryWith(quick)(failing(6, failureOf(503)).attempt, call)).resolves.toBe(7);
    const dead = failing(100, failureOf(503));
    await expect(retryWith(quick)(dead.attempt, call)).rejects.toMatchObject({ details: { attempts: 7 } });
    expect(dead.attempts()).toBe(7);
  });

  it('is not tried again where that is in vain', async () => {
    const refused = failing(100, failureOf(403));
    await expect(retryWith(quick)(refused.attempt, call)).rejects.toMatchObject({ code: 'FLUXX_FORBIDDEN' });
    expect(refused.attempts()).toBe(1);
  });

  it('is not tried again where the wait would end after the time that is given to it', async () => {
    const limited = failing(100, failureOf(429));
    await expect(
      retryWith({ ...quick, maxMs: 200_000, rateLimitBaseMs: 200_000 })(limited.attempt, call),
    ).rejects.toMatchObject({ code: 'FLUXX_RATE_LIMITED' });
    expect(limited.attempts()).toBe(1);
  });

  it('has its time from its first failure on, however long it waited before', async () => {
    const { signal } = new AbortController();
    const hold = createCallHold(quiet, signal);
    const retry = createRetry({
      backoff: { ...quick, patienceMs: 1500 },
      hold,
      log: quiet,
      signal,
      redact: (text) => text,
    });
    hold.begin(1000);
    let attempts = 0;
    const attempt = async () => {
      await hold.over();
      attempts += 1;
      return attempts > 1 ? { made: attempts } : { failure: failureOf(429, { 'retry-after': '1' }) };
    };
    await expect(retry(attempt, call)).resolves.toBe(2);
  });

  it('ends the run where the server shuts everybody out for longer than a run waits, and only there', async () => {
    const retry = retryWith(quick);
    const shutOut = await retry(failing(1, failureOf(503, { 'retry-after': '61' })).attempt, call).catch(toReason);
    expect(shutOut).toMatchObject({ code: 'FLUXX_SHUT_OUT', message: expect.stringContaining('for 61 s. Run again') });
    expect(isHopeless(shutOut)).toBe(true);
    const refused = await retry(failing(1, failureOf(403, { 'retry-after': '3600' })).attempt, call).catch(toReason);
    expect(refused).toMatchObject({ code: 'FLUXX_FORBIDDEN' });
    const patient = retryWith({ ...quick, patienceMs: 2500 });
    const tired = await patient(failing(9, failureOf(503, { 'retry-after': '1' })).attempt, call).catch(toReason);
    expect(tired).toMatchObject({ code: 'FLUXX_UNAVAILABLE' });
    expect(isHopeless(tired)).toBe(false);
  });

  it('keeps the others to the pause that the server asks for, also where it is not made again itself', async () => {
    const { signal } = new AbortController();
    const hold = createCallHold(quiet, signal);
    const retry = createRetry({ backoff: quick, hold, log: quiet, signal, redact: (text) => text });
    const refused = failing(9, failureOf(429, { 'retry-after': '30' }));
    await expect(retry(refused.attempt, { ...call, maxRetries: 0 })).rejects.toMatchObject({
      code: 'FLUXX_RATE_LIMITED',
      details: { attempts: 1, pauseSeconds: 30 },
    });
    expect(hold.isOn()).toBe(true);
  });

  it.each([503, 429])('holds nobody else up for what it waits beyond the pause that %i asks for', async (status) => {
    const { signal } = new AbortController();
    const hold = createCallHold(quiet, signal);
    const backoff = { ...quick, baseMs: 2500, rateLimitBaseMs: 2500, maxMs: 2500 };
    const retry = createRetry({ backoff, hold, log: quiet, signal, redact: (text) => text });
    const beganAt = performance.now();
    let othersWentOnAt = 0;
    const busy = failing(2, failureOf(status, { 'retry-after': '1' }));
    const attempt = () => {
      // Behind the attempt that has failed for the second time, and so waits for longer than was asked.
      if (busy.attempts() === 1) setTimeout(() => void hold.over().then(() => (othersWentOnAt = performance.now())), 0);
      return busy.attempt();
    };
    await expect(retry(attempt, call)).resolves.toBe(3);
    expect(performance.now() - beganAt).toBeGreaterThanOrEqual(2240);
    expect(performance.now() - othersWentOnAt).toBeGreaterThan(100);
  });

  it('is made again after a pause that just fits into its time: jitter does not make that too long', async () => {
    const retry = retryWith({ ...quick, patienceMs: 1050 });
    const calls = Array.from({ length: 30 }, () =>
      retry(failing(1, failureOf(503, { 'retry-after': '1' })).attempt, call),
    );
    await expect(Promise.all(calls)).resolves.toHaveLength(30);
  });

  it('is given up when its time is over, however many retries are left', async () => {
    const slow = failing(100, failureOf(503));
    const retry = retryWith({ ...quick, baseMs: 40, maxMs: 40, patienceMs: 100 });
    await expect(retry(slow.attempt, { ...call, maxRetries: 20 })).rejects.toMatchObject({ code: 'FLUXX_UNAVAILABLE' });
    expect(slow.attempts()).toBeLessThanOrEqual(6);
    expect(slow.attempts()).toBeGreaterThan(1);
  });

  it('is told of without secrets', async () => {
    const quoting = { ...failureOf(403), message: 'Cannot {what}: {detail}.', detail: 'secret' };
    const retry = retryWith(quick, (text) => text.replaceAll('secret', '****'));
    await expect(retry(failing(1, quoting).attempt, call)).rejects.toThrow('Cannot read user: ****.');
  });
});
