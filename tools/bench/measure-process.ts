import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/** What one run of a program showed, from its start to its end. */
export interface Measurement {
  /** Lines that begin as asked. */
  readonly records: number;
  readonly seconds: number;
  /** Processor time of all its threads: unlike `seconds`, nearly the same however busy the machine is. */
  readonly cpuSeconds: number;
  /** Peak of the resident memory. */
  readonly peakMiB: number;
  /** In use after forced collections, as their median; 0 unless the program runs with --expose-gc. */
  readonly liveMiB: number;
  /** What was printed, in MB. */
  readonly megabytes: number;
}

/**
 * Runs a node program to its end and counts the lines on its stdout that begin with `prefix`.
 * @throws Error with what it wrote on stderr, when it fails
 */
export async function measureProcess(parameters: readonly string[], prefix: string): Promise<Measurement> {
  const beganAt = performance.now();
  const report = new URL('./report-usage.js', import.meta.url).href;
  const child = spawn(process.execPath, ['--import', report, ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const [stdout, stderr, usage] = child.stdio.slice(1) as [Readable, Readable, Readable];
  const [counted, errors, used, [exitCode]] = await Promise.all([
    countLines(stdout, prefix),
    text(stderr),
    text(usage),
    once(child, 'close'),
  ]);
  const seconds = (performance.now() - beganAt) / 1000;
  if (exitCode !== 0) throw new Error(`${parameters[0]} ended with exit code ${String(exitCode)}:\n${errors}`);
  const usageOf = JSON.parse(used) as Pick<Measurement, 'peakMiB' | 'liveMiB' | 'cpuSeconds'>;
  return { records: counted.lines, seconds, ...usageOf, megabytes: counted.bytes / 1e6 };
}

/** Searches bytes, not text, so that counting costs next to nothing beside what is measured. */
async function countLines(stream: Readable, prefix: string): Promise<{ lines: number; bytes: number }> {
  const wanted = Buffer.from(`\n${prefix}`);
  let lines = 0;
  let bytes = 0;
  // A line's beginning may be cut in two, so the end of each chunk is looked at again together with the next one.
  let rest = Buffer.from('\n');
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    const joined = Buffer.concat([rest, chunk]);
    lines += count(joined, wanted);
    rest = joined.subarray(1 - wanted.length);
  }
  return { lines, bytes };
}

function count(chunk: Buffer, wanted: Buffer): number {
  let found = 0;
  for (let at = chunk.indexOf(wanted); at >= 0; at = chunk.indexOf(wanted, at + 1)) found += 1;
  return found;
}
