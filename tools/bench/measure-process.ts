import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { countRecords } from './count-records.ts';

/** What one run of a program showed, from its start to its end. */
export interface Measurement {
  /** Lines that begin as asked, and how many different ids are in them. */
  readonly records: number;
  readonly distinct: number;
  readonly seconds: number;
  /** Processor time of all its threads: unlike `seconds`, nearly the same however busy the machine is. */
  readonly cpuSeconds: number;
  /** Peak of the resident memory. */
  readonly peakBytes: number;
  /** In use after forced collections, as their median; 0 unless the program runs with --expose-gc. */
  readonly liveBytes: number;
  /** What was printed, in MB. */
  readonly megabytes: number;
}

/**
 * Runs a node program to its end and counts the records on its stdout: lines that begin with `prefix`.
 * @throws Error with what it wrote on stderr, when it fails
 */
export async function measureProcess(parameters: readonly string[], prefix: string): Promise<Measurement> {
  const beganAt = performance.now();
  const report = new URL('./report-usage.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', report, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [stdout, stderr, usage] = child.stdio.slice(1) as [Readable, Readable, Readable];
  const [{ records, distinct, bytes }, errors, used, [exitCode]] = await Promise.all([
    countRecords(stdout, prefix),
    text(stderr),
    text(usage),
    once(child, 'close'),
  ]);
  const seconds = (performance.now() - beganAt) / 1000;
  if (exitCode !== 0) throw new Error(`${parameters[0]} ended with exit code ${String(exitCode)}:\n${errors}`);
  const usageOf = JSON.parse(used) as Pick<Measurement, 'peakBytes' | 'liveBytes' | 'cpuSeconds'>;
  return { records, distinct, seconds, ...usageOf, megabytes: bytes / 1e6 };
}
