import { median } from '../bench/median.ts';

/** What the process holds between two runs. */
export interface Sample {
  /** In use after a collection. */
  readonly heapBytes: number;
  /** What would keep the process alive, but for sockets: timers above all. */
  readonly resources: number;
  readonly sockets: number;
}

const megabyte = 2 ** 20;

/**
 * How much the heap may grow from the second quarter of the samples to the last. The first quarter is left out: code is
 * still being compiled, and caches fill. Medians, for single samples differ by what the simulator happens to cache. What
 * does not leak stays within one megabyte; two hundred bytes a call, or one record in ten, are more than three in two
 * simulated hours.
 */
const heapGrowthAtMost = 3 * megabyte;

/** With fewer, a quarter is too small for its median to mean anything. */
const samplesAtLeast = 12;

/** A timer that each run leaves behind would make dozens. */
const resourceGrowthAtMost = 3;

/** Both ends of each connection that is kept open are in this process, and those of a killed run close a little later. */
const socketsAtMost = 40;

/** Takes a sample. @throws Error without `--expose-gc` */
export function takeSample(): Sample {
  if (globalThis.gc === undefined) throw new Error('Run it by `npm run soak`, or with node --expose-gc.');
  globalThis.gc();
  const names = process.getActiveResourcesInfo();
  const sockets = names.filter((name) => name.startsWith('TCP')).length;
  return { heapBytes: process.memoryUsage().heapUsed, resources: names.length - sockets, sockets };
}

/** What the samples come to: a line to print, and what is wrong with them. */
export function judgeSamples(samples: readonly Sample[]): {
  readonly text: string;
  readonly faults: readonly string[];
} {
  if (samples.length < samplesAtLeast) {
    const few = `Only ${samples.length} samples of memory: let it go on for more --minutes, or at a lower --speed.`;
    return { text: 'Memory cannot be judged.', faults: [few] };
  }
  const heap = compare(samples.map(({ heapBytes }) => heapBytes));
  const resources = compare(samples.map((sample) => sample.resources));
  const mostSockets = Math.max(...samples.map(({ sockets }) => sockets));
  const text =
    `Heap in use: ${inMegabytes(heap.early)} MB in the second quarter, ${inMegabytes(heap.late)} MB in the last ` +
    `(medians of ${samples.length} samples); resources besides sockets: ${resources.early} and ${resources.late}; ` +
    `sockets: ${mostSockets} at most.`;
  const faults: string[] = [];
  if (heap.late - heap.early > heapGrowthAtMost)
    faults.push(`The heap grows: ${inMegabytes(heap.late - heap.early)} MB.`);
  if (resources.late - resources.early > resourceGrowthAtMost) faults.push('Timers or other resources pile up.');
  if (mostSockets > socketsAtMost) faults.push('Sockets pile up.');
  return { text, faults };
}

/** As it is printed. */
export function inMegabytes(bytes: number): string {
  return (bytes / megabyte).toFixed(1);
}

function compare(values: readonly number[]): { readonly early: number; readonly late: number } {
  const quarter = Math.floor(values.length / 4);
  return { early: median(values.slice(quarter, 2 * quarter)), late: median(values.slice(-quarter)) };
}
