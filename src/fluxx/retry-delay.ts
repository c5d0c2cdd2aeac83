import type { JudgedFailure } from './failures/judge-failure.ts';

/** Times in milliseconds, shorter for `check` and in tests. */
export interface Backoff {
  readonly baseMs: number;
  readonly rateLimitBaseMs: number;
  /** No single wait is longer, unless the server asks for it. */
  readonly maxMs: number;
  /**
   * No attempt is waited for longer than this after the first one of its call has failed: a platform that hears nothing for hours takes the
   * run for dead. Whoever asks for a longer pause is told of as a failure, and the next run goes on from the state.
   */
  readonly patienceMs: number;
}

/** The vendor counts calls by the minute, so a refused call waits longer than one that failed. */
export const defaultBackoff: Backoff = { baseMs: 1000, rateLimitBaseMs: 10_000, maxMs: 120_000, patienceMs: 900_000 };

/**
 * How long to wait before an attempt: twice as long each time, with jitter so that whoever was refused together does not
 * come back together. What the server asks for is believed once, and from then on the least that is waited: one that asks
 * for a second each time, while it counts by the minute, would else see all retries used up in seconds.
 * @param attempt 1 for the first retry
 */
export function retryDelay(failure: JudgedFailure, attempt: number, backoff: Backoff, random: () => number): number {
  const { code, retryAfterMs } = failure;
  const base = code === 'FLUXX_RATE_LIMITED' ? backoff.rateLimitBaseMs : backoff.baseMs;
  const ownWait = (times: number): number => Math.min(base * 2 ** (times - 1), backoff.maxMs) * (0.5 + random() / 2);
  if (retryAfterMs === undefined) return ownWait(attempt);
  const asked = retryAfterMs + random() * (longestPause(retryAfterMs) - retryAfterMs);
  return attempt === 1 ? asked : Math.max(asked, ownWait(attempt - 1));
}

/** The most that is made of a pause which the server asks for: not everybody who was refused comes back at the same time. */
export function longestPause(retryAfterMs: number): number {
  return retryAfterMs * 1.1;
}
