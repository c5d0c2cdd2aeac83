import { type Instant, toInstant } from '../core/instant.ts';
import type { HttpOutcome } from './http-answer.ts';

/** The server's clock: bookmarks must not be later than what the server could have written, whatever our clock says. */
export interface ServerClock {
  /** Notes the `Date` header and passes the answer on. */
  note<Answer extends HttpOutcome>(answer: Answer): Answer;
  /** The time of the last answer; `undefined` before the first. */
  now(): Instant | undefined;
  /** Our own clock, for a server without `Date` headers. */
  local(): Instant;
}

/** Creates a clock that has not been set. */
export function createServerClock(): ServerClock {
  let latest: Instant | undefined;
  return {
    note(answer) {
      const date = 'headers' in answer ? Date.parse(answer.headers['date'] ?? '') : Number.NaN;
      if (!Number.isNaN(date)) latest = toInstant(date);
      return answer;
    },
    now: () => latest,
    local: () => toInstant(Date.now()),
  };
}
