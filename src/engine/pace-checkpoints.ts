import { serializeState } from '../core/state-form.ts';
import type { Checkpoint, SyncEvent } from '../core/sync-event.ts';

/** How often a stream's state is worth a line: a crash may cost this much reading again, a state line costs every target. */
export interface Pace {
  readonly records: number;
  readonly milliseconds: number;
}

/** For platforms and targets that store each state. */
export const usualPace: Pace = { records: 10_000, milliseconds: 30_000 };

/**
 * Lets through only the checkpoints of one stream that are worth a line: after enough records or time, and the last one
 * before the stream ends. A checkpoint that is held back is replaced by the next, which vouches for more.
 */
export async function* paceCheckpoints(
  events: AsyncGenerator<SyncEvent>,
  pace: Pace,
  now: () => number,
): AsyncGenerator<SyncEvent> {
  let held: Checkpoint | undefined;
  let written = '';
  let hasVouched = false;
  let records = 0;
  let since = now();
  for await (const event of events) {
    if (event.kind === 'records') records += event.records.length;
    if (event.kind === 'checkpoint') {
      held = event;
      // The same state twice with records between is an error to some platforms, and says nothing new to the others.
      const isTooSoon = records < pace.records && now() - since < pace.milliseconds;
      if ((isTooSoon && !event.takesBack && !event.isAhead) || isWritten(event, written)) continue;
    } else if (event.kind !== 'stream-finished') {
      // Records may follow a held checkpoint; the one that comes after them takes its place.
      yield event;
      continue;
    }
    // A stream that failed before its first row keeps the state it had: a change of way alone is not worth a sweep.
    if (held && records === 0 && !hasVouched && isFailure(event)) held = undefined;
    if (held && !isWritten(held, written)) {
      yield held;
      written = textOf(held);
      hasVouched ||= held.isAhead !== true;
    }
    held = undefined;
    records = 0;
    since = now();
    if (event.kind !== 'checkpoint') yield event;
  }
}

function isWritten(checkpoint: Checkpoint, written: string): boolean {
  return textOf(checkpoint) === written;
}

function textOf({ state }: Checkpoint): string {
  return JSON.stringify(serializeState(state));
}

function isFailure(event: SyncEvent): boolean {
  return event.kind === 'stream-finished' && event.outcome.kind === 'failed';
}
