import type { Clock } from './clock.ts';
import type { Entry } from './entry.ts';
import { createView, type View } from './view.ts';

/** A search index that lags behind the database. */
export type LateIndex = {
  /** What a search sees now. */
  readonly view: () => View;
  /** Shows the row (or its absence) after a delay in milliseconds, never before an earlier change of the same row. */
  readonly schedule: (id: number, entry: Entry | undefined, delay: number) => void;
};

type Pending = { readonly at: number; readonly id: number; readonly entry: Entry | undefined };

function apply(view: View, change: Pending): void {
  if (change.entry === undefined) view.remove(change.id);
  else view.put(change.entry);
}

/** An empty index on a clock. */
export function createLateIndex(clock: Clock): LateIndex {
  const view = createView();
  const latest = new Map<number, number>();
  let pending: Pending[] = [];

  const settle = (): void => {
    const now = clock.now();
    if (!pending.some((change) => change.at <= now)) return;
    for (const change of pending) if (change.at <= now) apply(view, change);
    pending = pending.filter((change) => change.at > now);
    if (pending.length === 0) latest.clear();
  };

  return {
    view: () => {
      settle();
      return view;
    },
    schedule: (id, entry, delay) => {
      const at = Math.max(clock.now() + delay, latest.get(id) ?? 0);
      if (delay <= 0 && !latest.has(id)) return apply(view, { at, id, entry });
      latest.set(id, at);
      pending.push({ at, id, entry });
    },
  };
}
