import { readOptions } from '../read-options.ts';

/** What the command line asks for. */
export interface SoakOptions {
  /** Simulated. */
  readonly minutes: number;
  /** Simulated seconds in a real one. */
  readonly speed: number;
  readonly seed: number;
}

/** Reads the command line. A text is what is wrong with it. */
export function parseOptions(): SoakOptions | string {
  const asked = readOptions({
    // Below, there has been no outage.
    minutes: { least: 10, most: 100_000, help: 'simulated minutes (120 unless said)' },
    // Quicker, a call takes minutes, and an outage is over before it is noticed.
    speed: { least: 1, most: 200, help: 'simulated seconds in a real one (40 unless said)' },
    seed: { least: 0, most: 2 ** 31, help: 'repeats the weather and the edits of the soak that printed it' },
  });
  if (typeof asked === 'string') return asked;
  const { minutes = 120, speed = 40, seed = Date.now() % 2 ** 31 } = asked;
  return { minutes, speed, seed };
}
