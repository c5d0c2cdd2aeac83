import { checkRows } from './check-rows.ts';
import type { DataSet } from './data-set.ts';
import { measure } from './programs.ts';
import { startPageServer } from './start-page-server.ts';

/** The peak of the tap's resident memory over one read. */
export interface Memory {
  readonly dataSet: DataSet;
  readonly rows: number;
  /** What was printed, in MB. */
  readonly megabytes: number;
  readonly peakBytes: number;
  /** In use after forced collections, as their median, in a run of its own: this must not grow with the rows. */
  readonly liveBytes: number;
}

/**
 * Measures the tap's memory while it reads so many rows, 500 a page, with its usual number of calls in flight.
 * @throws Error when a row is lost or printed twice
 */
export async function benchMemory(dataSet: DataSet, rows: number, folder: string): Promise<Memory> {
  const server = await startPageServer(dataSet, rows);
  try {
    const usual = await measure('singer', { dataSet, url: server.url, folder });
    const collected = await measure('singer', { dataSet, url: server.url, folder, flags: ['--expose-gc'] });
    for (const run of [usual, collected]) checkRows(run, rows, 'the tap');
    const { megabytes, peakBytes } = usual;
    return { dataSet, rows, megabytes, peakBytes, liveBytes: collected.liveBytes };
  } finally {
    server.close();
  }
}
