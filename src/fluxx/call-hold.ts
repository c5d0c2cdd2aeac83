import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../core/logger.ts';

/** Keeps every call of a run back while the server takes none: it counts them together, so they wait together. */
export interface CallHold {
  /** Holds all calls back for so long from now. Of several holds, the one that ends last counts. */
  readonly begin: (waitMs: number) => void;
  /** Whether calls are held back now. */
  readonly isOn: () => boolean;
  /** Resolves when nothing holds calls back. Rejected when the run ends. */
  readonly over: () => Promise<void>;
  /** The time when the hold ends that is on, in whole milliseconds since 1970. */
  readonly endsAtMs: () => number | undefined;
  /** Has `listener` told when a hold begins, or lasts longer than was said, of the time when it ends, as above. */
  readonly onHold: (listener: (endsAtMs: number) => void) => void;
}

/** A silence that is longer is taken for a process that hangs. In milliseconds. */
const longestSilenceMs = 60_000;

/** What is shorter is not worth a line, nor what little comes on top of a hold that was told of. */
const worthTellingMs = 1000;

/** Creates the hold of one run. */
export function createCallHold(log: Log, signal: AbortSignal, reportEveryMs = longestSilenceMs): CallHold {
  const listeners: ((endsAtMs: number) => void)[] = [];
  let endsAt = 0; // by a clock that is never set back
  let waiting: Promise<void> | undefined;
  const leftMs = (): number => endsAt - performance.now();
  // Airbyte takes the time as an integer.
  const endsAtMs = (): number => Math.ceil(Date.now() + leftMs());

  async function waitItOut(): Promise<void> {
    for (let left = leftMs(); left > 0; left = leftMs()) {
      if (left < reportEveryMs) await wait(left, undefined, { signal });
      else {
        await wait(reportEveryMs, undefined, { signal });
        log('info', `Still waiting to be let in again: ${inSeconds(leftMs())} left`);
      }
    }
  }

  return {
    begin(waitMs) {
      const more = waitMs - Math.max(0, leftMs());
      if (more <= 0) return;
      endsAt = performance.now() + waitMs;
      if (more < Math.max(worthTellingMs, waitMs / 10)) return; // calls that were refused together differ by a tenth
      log('warn', `Fluxx takes no more calls for now: all calls wait ${inSeconds(waitMs)}`);
      for (const listener of listeners) listener(endsAtMs());
    },
    isOn: () => leftMs() > 0,
    endsAtMs: () => (leftMs() > 0 ? endsAtMs() : undefined),
    over() {
      if (leftMs() <= 0) return Promise.resolve();
      waiting ??= waitItOut().finally(() => {
        waiting = undefined;
      });
      return waiting;
    },
    onHold: (listener) => void listeners.push(listener),
  };
}

function inSeconds(ms: number): string {
  return `${Math.ceil(Math.max(0, ms) / 1000)} s`;
}
