#!/usr/bin/env node
import './platform/limit-heap.ts'; // before all others: the heap grows while they are loaded
import { run } from './main.ts';
import { openStdin } from './platform/open-stdin.ts';
import { openStdout } from './platform/open-stdout.ts';

const stopping = new AbortController();
/** In milliseconds. An orchestrator kills what is not gone ten seconds after it was told to stop. */
const longestFarewell = 9000;
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;
let received: NodeJS.Signals | undefined;
let receivedAt = 0;
/** In milliseconds. What comes sooner after a signal is the same one, passed on by an orchestrator to whom it came too. */
const shortestPatience = 1000;

/** Ends by the signal itself: a caller that sees an exit code instead could take a run that was cut short for a whole one. */
function dieBy(signal: NodeJS.Signals): void {
  for (const name of signals) process.removeAllListeners(name);
  process.kill(process.pid, signal);
}

for (const signal of signals) {
  process.on(signal, () => {
    if (received) {
      if (performance.now() - receivedAt > shortestPatience) dieBy(signal); // somebody will not wait
      return;
    }
    received = signal;
    receivedAt = performance.now();
    stopping.abort(new Error(`stopped by ${signal}`));
    // A reader that has stalled must not keep us: within ten seconds we are gone.
    setTimeout(dieBy, longestFarewell, signal).unref();
  });
}

process.exitCode = await run(process.argv.slice(2), {
  openStdin,
  stdout: openStdout(),
  stderr: process.stderr,
  environment: process.env,
  signal: stopping.signal,
  onCrash: (listener) => void process.on('uncaughtException', listener), // rejections that nobody handles come here too
});
// The process ends when nothing is left to do. Should anything be left, it must not keep us for ever: all output has been
// flushed, so that nothing can be cut off here.
setTimeout(() => process.exit(), longestFarewell).unref();
if (received) dieBy(received);
