import { median } from '../bench/median.ts';
import { fitLine } from './fit-line.ts';

/** What the process holds between two runs. */
export interface Sample {
  /** List calls so far. */
  readonly calls: number;
  /** In use after a collection. */
  readonly heapBytes: number;
  /** What would keep the process alive, but for sockets: timers above all. */
  readonly resources: number;
  readonly sockets: number;
  /** Who waits for the signal that ends the tap. */
  readonly listeners: number;
}

const megabyte = 2 ** 20;

/**
 * How much the heap may grow with the calls, from the first quarter of the samples to the last one. The first quarter is
 * left out: code is still being compiled, and caches fill. A line is put through all the others, since single ones differ by
 * a megabyte, by what the simulator happens to cache. Measured over two simulated hours, without a leak: 0.4 MB, which is
 * 9 bytes a call; with a text of 100 characters kept of each call, 5.7 MB; with one record in ten kept, 6.7 MB. So a soak of
 * two hours finds some 45 bytes a call, one of twenty minutes some 200.
 */
const heapGrowthAtMost = 2 * megabyte;

/** With fewer, a line through them means little. */
const samplesAtLeast = 16;

/** A timer that each run leaves behind would make dozens. */
const resourceGrowthAtMost = 3;

/** Both ends of each connection that is kept open are in this process, and those of a killed run close a little later. */
const socketsAtMost = 40;

/** Calls that a killed run had under way, while they are given up. One that each call leaves behind would make thousands. */
const listenersAtMost = 50;

/** Takes a sample. @throws Error without `--expose-gc` */
export function takeSample({ calls }: { readonly calls: number }, listeners: number): Sample {
  if (globalThis.gc === undefined) throw new Error('Run it by `npm run soak`, or with node --expose-gc.');
  globalThis.gc();
  const names = process.getActiveResourcesInfo();
  const sockets = names.filter((name) => name.startsWith('TCP')).length;
  const heapBytes = process.memoryUsage().heapUsed;
  return { calls, heapBytes, resources: names.length - sockets, sockets, listeners };
}

/** Whether there are enough samples to judge. */
export function isEnough(samples: readonly Sample[]): boolean {
  return samples.length >= samplesAtLeast;
}

/** What the samples come to: a line to print, and what is wrong with them. */
export function judgeSamples(samples: readonly Sample[]): {
  readonly text: string;
  readonly faults: readonly string[];
} {
  if (!isEnough(samples)) {
    const few = `Only ${samples.length} samples of memory, of ${samplesAtLeast} at least: let it go on for more --minutes, or at a lower --speed.`;
    return { text: 'Memory cannot be judged.', faults: [few] };
  }
  const heap = growthOf(samples);
  const timers = compare(samples.map(({ resources }) => resources));
  const mostSockets = Math.max(...samples.map(({ sockets }) => sockets));
  const mostListeners = Math.max(...samples.map(({ listeners }) => listeners));
  const text =
    `Memory, by ${samples.length} samples: from the first quarter on, the heap grew by ${inMegabytes(heap.bytes)} MB, ` +
    `${heap.bytesPerCall.toFixed(0)} bytes a call (${heap.bytesPerCallAtMost.toFixed(0)} would be too many). ` +
    `Timers and the like: ${timers.early}, and ${timers.late} in the end. At most ${mostSockets} sockets, and ${mostListeners} ` +
    'who wait for the signal to stop.';
  const faults: string[] = [];
  if (heap.bytes > heapGrowthAtMost) faults.push(`The heap grows: ${inMegabytes(heap.bytes)} MB.`);
  if (timers.late - timers.early > resourceGrowthAtMost) faults.push('Timers or other resources pile up.');
  if (mostSockets > socketsAtMost) faults.push('Sockets pile up.');
  if (mostListeners > listenersAtMost) faults.push('Listeners for the signal to stop pile up.');
  return { text, faults };
}

/** As it is printed. */
export function inMegabytes(bytes: number): string {
  return (bytes / megabyte).toFixed(1);
}

function growthOf(samples: readonly Sample[]) {
  const judged = samples.slice(Math.floor(samples.length / 4));
  const bytesPerCall = fitLine(judged.map(({ calls, heapBytes }) => [calls, heapBytes] as const));
  const calls = (judged.at(-1)?.calls ?? 0) - (judged[0]?.calls ?? 0);
  return { bytesPerCall, bytes: bytesPerCall * calls, bytesPerCallAtMost: heapGrowthAtMost / calls };
}

function compare(values: readonly number[]): { readonly early: number; readonly late: number } {
  const quarter = Math.floor(values.length / 4);
  return { early: median(values.slice(quarter, 2 * quarter)), late: median(values.slice(-quarter)) };
}
