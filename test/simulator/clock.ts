/** The simulator's clock, which decides timestamps, token life, the index delay and the `Date` header. */
export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Whole seconds since 1970: the precision of the vendor's timestamps. */
  readonly seconds: () => number;
  /** Moves the clock forward (or back, for a negative number) by milliseconds. */
  readonly advance: (milliseconds: number) => void;
};

/** A clock that follows `now` (real time unless told) plus what it was advanced by. */
export function createClock(now: () => number = Date.now): Clock {
  let offset = 0;
  const read = (): number => now() + offset;
  return {
    now: read,
    seconds: () => Math.floor(read() / 1000),
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}
