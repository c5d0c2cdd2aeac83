import type { Memory } from './bench-memory.ts';
import type { Speed } from './bench-speed.ts';
import type { Load } from './run-load.ts';

/** Rows a page where the user does not say. */
const defaultPageSize = 100;

/** Whether a target was met. */
export interface Verdict {
  readonly letter: string;
  /** What was found and what was wanted. */
  readonly text: string;
  readonly isMet: boolean;
  /** Whether that was met which must hold for any number of rows, on a machine however slow. */
  readonly isSound: boolean;
}

/**
 * (a) A first load from a server far away takes at most 1.25 of the ideal, at the default page size. With the largest
 * pages there are so few calls that what comes before the first row (start, token, probe, proof) is a fifth of all: that is
 * shown, and not judged.
 */
export function judgeLatency(loads: readonly Load[]): Verdict {
  const most = 1.25;
  const found = loads.map((load) => `${ratio(load).toFixed(3)} at ${load.pageSize} rows a page`).join(', ');
  const isMet = loads.every((load) => load.pageSize > defaultPageSize || ratio(load) <= most);
  return { letter: 'a', text: `${found}: of the ideal, at most ${most} at ${defaultPageSize}`, isMet, isSound: true };
}

/** (b) A limit of calls costs at most a tenth over its floor, and no call is refused. */
export function judgeBudget(load: Load): Verdict {
  const most = 1.1;
  const { calls, refused } = load.traffic;
  const text = `${ratio(load).toFixed(3)} of the floor, at most ${most}; ${refused} of ${calls} calls refused, at most 0`;
  return { letter: 'b', text, isMet: ratio(load) <= most && refused === 0, isSound: refused === 0 };
}

/** (c) Under either protocol, the tap is at least 0.7 times as fast as the bare loop. */
export function judgeSpeed({ dataSet, paces }: Speed): Verdict {
  const least = 0.7;
  const programs = ['singer', 'airbyte'] as const;
  const found = programs
    .map((name) => `${name} ${paces[name].ofBare.toFixed(3)} (processor time ${paces[name].cpuOfBare.toFixed(3)})`)
    .join(', ');
  const text = `${found}: of the bare loop, ${dataSet.name} rows, at least ${least}`;
  return { letter: 'c', text, isMet: programs.every((name) => paces[name].ofBare >= least), isSound: true };
}

/**
 * (d) The resident memory stays under 200 MB (of 1,000,000 bytes), however many narrow rows there are. That of wide rows at
 * 500 a page, 2 MB each, is shown and not judged.
 */
export function judgeMemory(memories: readonly Memory[]): Verdict {
  const bound = 200;
  const found = memories.map(
    ({ dataSet, rows, peakBytes }) =>
      `${Math.round(peakBytes / 1e6)} MB for ${rows.toLocaleString('en-US')} ${dataSet.name} rows`,
  );
  const isMet = memories.every(({ dataSet, peakBytes }) => dataSet.name === 'wide' || peakBytes / 1e6 < bound);
  return { letter: 'd', text: `${found.join(', ')}: under ${bound} MB`, isMet, isSound: true };
}

/** How often the least time went into the time that was taken. */
export function ratio({ seconds, leastSeconds }: Load): number {
  return seconds / leastSeconds;
}
