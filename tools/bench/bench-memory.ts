import type { DataSet } from './data-set.ts';
import { measure } from './programs.ts';
import { startPageServer } from './start-page-server.ts';

/** The peak of the tap's resident memory over one read. */
export interface Memory {
  readonly dataSet: DataSet;
  readonly rows: number;
  readonly megabytes: number;
  readonly peakMiB: number;
  /** In use after forced collections, as their median, in a run of its own: this must not grow with the rows. */
  readonly liveMiB: number;
}

/**
 * Measures the tap's memory while it reads so many rows.
 * @throws Error when it prints fewer or more records than there are rows
 */
export async function benchMemory(dataSet: DataSet, rows: number, folder: string): Promise<Memory> {
  const server = await startPageServer(dataSet, rows);
  try {
    const usual = await measure('singer', { dataSet, url: server.url, folder });
    const collected = await measure('singer', { dataSet, url: server.url, folder, flags: ['--expose-gc'] });
    for (const { records } of [usual, collected]) {
      if (records !== rows) throw new Error(`the tap printed ${records} of ${rows} ${dataSet.name} rows`);
    }
    return { dataSet, rows, megabytes: usual.megabytes, peakMiB: usual.peakMiB, liveMiB: collected.liveMiB };
  } finally {
    server.close();
  }
}
