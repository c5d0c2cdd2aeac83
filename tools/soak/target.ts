import type { StreamRecord } from '../../src/core/record.ts';
import type { StreamState } from '../../src/core/stream-state.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';

/** What becomes of the records of one stream: a target that merges them by id, and keeps the last state. */
export interface Target {
  readonly rows: ReadonlyMap<number, StreamRecord>;
  readonly state: () => StreamState | undefined;
  readonly take: (event: SyncEvent) => void;
  /** Loses what no state has vouched for, as a target does that commits when a state comes. */
  readonly lose: () => void;
  /** Begins again from nothing. */
  readonly reset: () => void;
  /** Forgets rows that are gone for good, for their number would grow. */
  readonly keep: (ids: ReadonlySet<number>) => void;
}

/** An empty target without a state. */
export function createTarget(): Target {
  const rows = new Map<number, StreamRecord>();
  let open: StreamRecord[] = [];
  let state: StreamState | undefined;
  const commit = (): void => {
    for (const record of open) rows.set(Number(record['id']), record);
    open = [];
  };
  return {
    rows,
    state: () => state,
    take: (event) => {
      if (event.kind === 'records') open.push(...event.records);
      else if (event.kind === 'checkpoint') {
        commit();
        ({ state } = event);
      } else if (event.kind === 'stream-finished') commit();
    },
    lose: () => {
      open = [];
    },
    reset: () => {
      rows.clear();
      open = [];
      state = undefined;
    },
    keep: (ids) => {
      for (const id of rows.keys()) if (!ids.has(id)) rows.delete(id);
    },
  };
}
