import type { DataSet } from './data-set.ts';
import { measure } from './programs.ts';
import { startPageServer } from './start-page-server.ts';

/** The peak of the tap's resident memory over one read. */
export interface Memory {
  readonly dataSet: DataSet;
  readonly rows: number;
  readonly megabytes: number;
  readonly peakMiB: number;
}

/**
 * Measures the tap's memory while it reads so many rows.
 * @throws Error when it prints fewer or more records than there are rows
 */
export async function benchMemory(dataSet: DataSet, rows: number, folder: string): Promise<Memory> {
  const server = await startPageServer(dataSet, rows);
  try {
    const { records, peakMiB, megabytes } = await measure('singer', { dataSet, url: server.url, folder });
    if (records !== rows) throw new Error(`the tap printed ${records} of ${rows} ${dataSet.name} rows`);
    return { dataSet, rows, megabytes, peakMiB };
  } finally {
    server.close();
  }
}
