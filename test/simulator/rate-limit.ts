import type { Clock } from './clock.ts';
import type { RequestKind } from './logged-request.ts';
import { htmlReply, type Reply } from './reply.ts';

/** Calls a minute. The vendor's shared servers allow 1,500 lists and 180 fetches. */
export type RateLimit = {
  /** Asked at each call where it is a function: what other programs of the same site leave of it. */
  readonly list?: number | (() => number);
  readonly fetch?: number;
  /** Whether the refusal says in seconds when to come back. Default: it does not. */
  readonly retryAfter?: 'sent' | 'absent';
};

const minute = 60_000;

/** Answers 429 to the calls above the limit within a minute that begins with the first call. */
export function createRateLimiter(
  clock: Clock,
  limit: RateLimit | undefined,
): (kind: RequestKind) => Reply | undefined {
  const limits = new Map<RequestKind, number | (() => number)>([
    ['list', limit?.list ?? 1500],
    ['fetch', limit?.fetch ?? 180],
  ]);
  const windows = new Map<RequestKind, { readonly start: number; calls: number }>();
  return (kind) => {
    const most = limits.get(kind);
    if (limit === undefined || most === undefined) return undefined;
    const now = clock.now();
    const before = windows.get(kind);
    const window = before !== undefined && now - before.start < minute ? before : { start: now, calls: 0 };
    window.calls += 1;
    windows.set(kind, window);
    if (window.calls <= (typeof most === 'number' ? most : most())) return undefined;
    const seconds = Math.ceil((window.start + minute - now) / 1000);
    return htmlReply(429, 'Too Many Requests', limit.retryAfter === 'sent' ? { 'Retry-After': String(seconds) } : {});
  };
}
