/** A page of so few rows is not made smaller: then it is the columns that are too many, or the server is down. */
const fewRows = 5;
/**
 * So many good pages in a row before a larger one is tried; twice as many after each time that the larger one failed.
 * Ways down from the size to begin with do not count: an outage that has passed would cost thousands of small pages.
 */
const firstPatience = 4;
const lastPatience = 1024;

/** How many rows a page may have now: fewer while the server struggles, more again when it does not. One a stream. */
export interface PageSizer {
  /** The size to ask for. */
  readonly size: () => number;
  /** A page of the size asked for came; a server with a limit of its own applied a smaller one. */
  readonly noteAnswer: (asked: number, applied: number) => void;
  /** A page was too much that was asked for when this size was in order. Tells whether to ask for a smaller one. */
  readonly shrink: (failed: number) => boolean;
}

/** Creates the sizer of one stream. `most` is what the user allows. */
export function createPageSizer(most: number, onChange: (size: number) => void): PageSizer {
  let limit = most;
  let size = most;
  let answers = 0;
  let patience = firstPatience;
  let hasGrown = false;

  function change(to: number): void {
    answers = 0;
    if (to !== size) onChange(to);
    size = to;
  }

  return {
    size: () => size,
    noteAnswer(asked, applied) {
      limit = applied < asked ? Math.min(limit, applied) : limit;
      answers += 1;
      size = Math.min(size, limit);
      if (answers < patience) return;
      // The size holds: what failed before has passed.
      if (hasGrown) patience = firstPatience;
      hasGrown = size < limit;
      if (hasGrown) change(Math.min(limit, size * 2));
    },
    shrink(failed) {
      if (failed > size) return true; // another call has found it out meanwhile
      if (size <= fewRows) return false;
      if (hasGrown) patience = Math.min(patience * 2, lastPatience);
      hasGrown = false;
      change(Math.max(fewRows, Math.floor(size / 2)));
      return true;
    },
  };
}
