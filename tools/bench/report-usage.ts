import { writeSync } from 'node:fs';
import { median } from './median.ts';

// Loaded before a measured program: tells whoever started it the peak of its memory and the processor time it took.
// Where the program was started with --expose-gc, also what was in use right after forced collections, as their median:
// what the runtime has not yet cleared away says more about the runtime than about the program.
const inUse: number[] = [];

function collect(): void {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  inUse.push(heapUsed + external);
}

if (globalThis.gc) setInterval(collect, 150).unref();

process.on('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
  const liveBytes = inUse.length > 0 ? median(inUse) : 0;
  writeSync(3, JSON.stringify({ peakBytes: maxRSS * 1024, liveBytes, cpuSeconds })); // maxRSS is in KiB
});
