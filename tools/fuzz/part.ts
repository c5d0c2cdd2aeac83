import { type ChildProcess, fork } from 'node:child_process';
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

/** What a process says: which run it begins, and what that one came to. */
export type Word = { readonly begins: number } | Played;

/** A run that took its process with it. */
export interface Lost {
  /** `undefined` where none had begun. */
  readonly index: number | undefined;
  readonly how: string;
}

/** What sees that nothing comes any more ends itself after 20 s (`run-program.ts`). What never waits cannot see anything. */
const silenceAtMostMs = 30_000;

/**
 * Plays a part in a process of its own until `hear` answers that it was enough. Tells of a run in which the process died,
 * or came to no end and had to be killed, even where `hear` has had enough by then.
 */
export function playPart(part: Part, hear: (played: Played) => 'more' | 'enough'): Promise<Lost | undefined> {
  const child = fork(new URL('./play-part.js', import.meta.url), [JSON.stringify(part)]);
  let index: number | undefined;
  let isEnough = false;
  const watch = watchSilence(child);
  child.on('message', (message) => {
    watch.heard();
    const word = message as Word;
    if ('begins' in word) index = word.begins;
    else if (!isEnough) {
      isEnough = hear(word) === 'enough';
      if (isEnough) child.disconnect();
    }
  });
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      watch.end();
      if (watch.isSilent())
        resolve({ index, how: `a hang: the process did nothing but this for ${silenceAtMostMs} ms` });
      else if (isEnough && code === 0) resolve(undefined);
      else resolve({ index, how: `the process ended before its time, with ${String(code ?? signal)}` });
    });
  });
}

function watchSilence(child: ChildProcess) {
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    child.kill('SIGKILL');
  }, silenceAtMostMs);
  return { heard: () => void timer.refresh(), end: () => clearTimeout(timer), isSilent: () => isSilent };
}
