import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface SoakOptions {
  /** Simulated. */
  readonly minutes: number;
  /** Simulated seconds in a real one. */
  readonly speed: number;
  readonly seed: number;
}

/** Below, there are too few samples of memory to tell growth from chance. */
const leastMinutes = 10;

/**
 * Reads the command line.
 * @throws Error that names the option at fault
 */
export function parseOptions(parameters: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...parameters],
    options: { minutes: { type: 'string' }, speed: { type: 'string' }, seed: { type: 'string' } },
  });
  const minutes = toNumber('minutes', values.minutes, 120);
  const speed = toNumber('speed', values.speed, 40);
  const seed = toNumber('seed', values.seed, Date.now() % 2 ** 31);
  if (minutes < leastMinutes) throw new Error(`--minutes takes ${leastMinutes} at least, not ${minutes}`);
  // Quicker, a call takes minutes, and an outage is over before it is noticed.
  if (speed < 1 || speed > 200) throw new Error(`--speed takes 1 to 200, not ${speed}`);
  if (!Number.isInteger(seed) || seed < 0) throw new Error(`--seed takes a whole number, not ${seed}`);
  return { minutes, speed, seed };
}

function toNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(number)) throw new Error(`--${name} takes a number, not "${text}"`);
  return number;
}
