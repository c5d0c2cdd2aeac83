import { serializeOverOlder } from '../../core/state-form.ts';
import { emptyState } from '../../core/stream-state.ts';
import type { Checkpoint } from '../../core/sync-event.ts';
import type { GivenStates } from '../decode-state.ts';

/** What a Singer state says of each stream. */
export interface Bookmarks {
  /** Takes in what a checkpoint says. */
  readonly vouch: (checkpoint: Checkpoint) => void;
  /** The value of a STATE message. */
  readonly value: () => object;
  /** Whether there is anything that is worth keeping. */
  readonly isWorthKeeping: () => boolean;
}

/**
 * The bookmarks of a run: the states that it was given, as they are, until checkpoints pass. Streams that it was given no state
 * of are read from their beginning, whatever somebody still keeps of them: their bookmarks say so from the first.
 * @param streams the streams that the run was asked for
 */
export function createBookmarks(given: GivenStates, streams: readonly string[]): Bookmarks {
  const unread = streams
    .filter((name) => !given.has(name))
    .map((name) => [name, serializeOverOlder(emptyState)] as const);
  const bookmarks = new Map([...given, ...unread]);
  let isWorthKeeping = given.size > 0;
  return {
    vouch({ stream, state }) {
      isWorthKeeping = true;
      bookmarks.set(stream.definition.name, serializeOverOlder(state));
    },
    value: () => ({ bookmarks: Object.fromEntries(bookmarks) }),
    isWorthKeeping: () => isWorthKeeping,
  };
}
