import type { CallLimit } from './page-server-settings.ts';

/**
 * Creates a gate that lets through no more than `calls` in any stretch of `windowMs`. Each call asks it once, with the
 * time in milliseconds, and hears whether it may pass. A refused call counts as well: a server that is pestered does not
 * become more generous.
 */
export function limitCalls({ calls, windowMs }: CallLimit): (now: number) => boolean {
  // A ring of the latest arrivals: what a call overwrites is the time of the call that came `calls` before it.
  const arrivals = new Float64Array(calls).fill(Number.NEGATIVE_INFINITY);
  let place = 0;
  return (now) => {
    const mayPass = now - (arrivals[place] ?? now) >= windowMs;
    arrivals[place] = now;
    place = (place + 1) % calls;
    return mayPass;
  };
}
