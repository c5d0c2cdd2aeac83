import type { RunningProcess } from './run-tap.ts';

/** Sends a signal once so many lines of stdout hold a text. */
export function signalAfter(count: number, text: string, signal: NodeJS.Signals): (process: RunningProcess) => void {
  let sent: 'no' | 'yes' = 'no';
  return ({ stdout, kill }) => {
    if (sent === 'yes' || stdout.split(text).length <= count) return;
    sent = 'yes';
    kill(signal);
  };
}
