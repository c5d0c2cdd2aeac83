import type { IdSet } from './id-set.ts';
import { earlier, type Instant, later } from './instant.ts';
import type { Stretch } from './stretch.ts';

/** The ways of finding what changed, from the cheapest to the one that always works. */
export const rungs = ['instant', 'day', 'recent-first', 'sweep'] as const;
export type Rung = (typeof rungs)[number];

/** How far an unfinished pass over all rows by `id` has come. */
export interface SweepProgress {
  /** Every row with this id or a lower one has been emitted. */
  readonly lastId: number;
  /** How many rows that were: where to look first on an API that knows only page numbers; never trusted as a position. */
  readonly rows: number;
  /** The latest `updated_at` among them. */
  readonly highest: Instant | undefined;
  /** The server's clock when the pass began: its bookmark will not be later than this. */
  readonly beganAt: Instant;
}

/** What an unfinished read in the order of time has emitted behind the bookmark, in ranges read at the same time. */
export interface LoadProgress {
  /** The server's clock when the oldest of these ranges was begun: the index may have shown later changes too late. */
  readonly beganAt: Instant;
  /** In order, and none touches another. */
  readonly read: readonly Stretch[];
}

/** A full refresh that may take several attempts of one job. Another job begins anew, for its target may have dropped the rows. */
export interface FullRefresh {
  /** As the platform names the job. */
  readonly job: string;
  readonly isComplete: boolean;
}

/** What one stream has to remember between runs. Immutable; the JSON form is the same under both protocols. */
export interface StreamState {
  /** Every change up to this instant was emitted. `undefined`: nothing is vouched for yet. */
  readonly bookmark: Instant | undefined;
  /** The rung that worked last time; a hint that saves the probe. */
  readonly rung: Rung | undefined;
  /** When a rung below the first was found to be the one: after some days it is worth asking again. */
  readonly probedAt: Instant | undefined;
  /** How many rows had no `updated_at` when they were last read. */
  readonly rowsWithoutCursor: number | undefined;
  /** The highest id among them: one may have come while another went. */
  readonly lastIdWithoutCursor: number | undefined;
  readonly sweep: SweepProgress | undefined;
  readonly load: LoadProgress | undefined;
  /** The full refresh that wrote this state; `undefined` if none did, or none that can be gone on with. */
  readonly fullRefresh: FullRefresh | undefined;
  /** Of a complete read: the server's clock when it began. */
  readonly syncedAt: Instant | undefined;
  /** The rows that were there when deletions were last looked for, and those emitted since: what of them goes is told. */
  readonly knownIds: IdSet | undefined;
  /** Those of the known ones that were never emitted, as far as is known, and that reading on would not show. */
  readonly missedIds: IdSet | undefined;
}

export const emptyState: StreamState = {
  bookmark: undefined,
  rung: undefined,
  probedAt: undefined,
  rowsWithoutCursor: undefined,
  lastIdWithoutCursor: undefined,
  sweep: undefined,
  load: undefined,
  fullRefresh: undefined,
  syncedAt: undefined,
  knownIds: undefined,
  missedIds: undefined,
};

/** The bookmark never moves back (older rows are read again for the lookback), and is never later than `limit`. */
export function advanceBookmark(state: StreamState, reached: Instant | undefined, limit: Instant): StreamState {
  const bookmark = later(state.bookmark, reached);
  return { ...state, bookmark: bookmark && earlier(bookmark, limit) };
}
