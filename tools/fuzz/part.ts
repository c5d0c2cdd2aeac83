import { fork } from 'node:child_process';
import type { PlayedRun } from './play-run.ts';

/** Which runs a process plays: those of a seed, from a first one on, every n-th. */
export interface Part {
  readonly seed: number;
  readonly first: number;
  readonly step: number;
}

/** A run that a process has played. */
export interface Played {
  readonly index: number;
  readonly run: PlayedRun;
}

/**
 * Plays a part in a process of its own until `hear` answers that it was enough.
 * @throws Error when the process ends before that
 */
export async function playPart(part: Part, hear: (played: Played) => 'more' | 'enough'): Promise<void> {
  const child = fork(new URL('./play-part.js', import.meta.url), [JSON.stringify(part)]);
  let isEnough = false;
  child.on('message', (message) => {
    if (isEnough) return;
    isEnough = hear(message as Played) === 'enough';
    if (isEnough) child.disconnect();
  });
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (!isEnough) throw new Error(`A process of the fuzz run ended before its time, with ${String(code)}.`);
}
