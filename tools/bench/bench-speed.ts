import { checkRows } from './check-rows.ts';
import type { DataSet } from './data-set.ts';
import type { Measurement } from './measure-process.ts';
import { median } from './median.ts';
import { measure, type Program } from './programs.ts';
import { startPageServer } from './start-page-server.ts';

/** What one program needs for a data set: medians of whole processes, start and end included. */
export interface Pace {
  readonly rowsPerSecond: number;
  /** Processor time: the fairer figure where other programs are busy on the machine. */
  readonly cpuSeconds: number;
  /** How fast it was beside the bare loop of the same turn: what slows the machine for a while slows both. */
  readonly ofBare: number;
  /** The same of the processor time; above 1, it took less. */
  readonly cpuOfBare: number;
}

/** How fast the programs read one data set. */
export interface Speed {
  readonly dataSet: DataSet;
  readonly rows: number;
  readonly paces: Readonly<Record<Program, Pace>>;
}

/** Like the bare loop, which asks for one page after another: calls in parallel would be another comparison. */
const settings = { concurrency: 1 };

/**
 * Lets the tap and the bare loop read the same rows in turns, so that whatever else the machine does meets both.
 * @throws Error when a program loses a row or prints one twice
 */
export async function benchSpeed(
  dataSet: DataSet,
  { rows, runs, folder }: { readonly rows: number; readonly runs: number; readonly folder: string },
): Promise<Speed> {
  const server = await startPageServer(dataSet, rows);
  const found: Record<Program, Measurement[]> = { singer: [], airbyte: [], bare: [] };
  try {
    for (let turn = 0; turn < runs; turn++) {
      for (const program of ['singer', 'bare', 'airbyte'] as const) {
        const run = await measure(program, { dataSet, url: server.url, folder, settings });
        checkRows(run, rows, program);
        found[program].push(run);
      }
    }
  } finally {
    server.close();
  }
  const toPace = (measured: readonly Measurement[]): Pace => ({
    rowsPerSecond: median(measured.map(({ seconds }) => rows / seconds)),
    cpuSeconds: median(measured.map(({ cpuSeconds }) => cpuSeconds)),
    ofBare: median(measured.map(({ seconds }, turn) => (found.bare[turn]?.seconds ?? 0) / seconds)),
    cpuOfBare: median(measured.map(({ cpuSeconds }, turn) => (found.bare[turn]?.cpuSeconds ?? 0) / cpuSeconds)),
  });
  const paces = { singer: toPace(found.singer), airbyte: toPace(found.airbyte), bare: toPace(found.bare) };
  return { dataSet, rows, paces };
}
