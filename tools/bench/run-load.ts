import { checkRows } from './check-rows.ts';
import type { DataSet } from './data-set.ts';
import type { Traffic } from './page-server-settings.ts';
import { measure, type TapSettings } from './programs.ts';
import { type Manner, startPageServer } from './start-page-server.ts';

/** One first load, beside the least time that it could take. */
export interface Load {
  readonly rows: number;
  readonly pageSize: number;
  readonly concurrency: number;
  readonly traffic: Traffic;
  /** From the start of the process to its end. */
  readonly seconds: number;
  /** Whole processes cannot be faster, whatever the tap does. */
  readonly leastSeconds: number;
  /** Peak of the resident memory, in bytes. */
  readonly peakBytes: number;
}

/** What is loaded, and from what kind of server. */
export interface LoadPlan {
  readonly rows: number;
  readonly settings: TapSettings & { readonly page_size: number; readonly concurrency: number };
  readonly manner: Manner;
  /** The least time, in seconds, once it is known how many calls were made. */
  readonly least: (traffic: Traffic) => number;
}

/**
 * Lets the tap, as a Singer tap without a state, load so many rows.
 * @throws Error when a row is lost or printed twice
 */
export async function runLoad(
  dataSet: DataSet,
  { rows, settings, manner, least }: LoadPlan,
  folder: string,
): Promise<Load> {
  const server = await startPageServer(dataSet, rows, manner);
  try {
    const run = await measure('singer', { dataSet, url: server.url, folder, settings });
    checkRows(run, rows, 'the tap');
    const traffic = await server.traffic();
    const { page_size: pageSize, concurrency } = settings;
    return {
      rows,
      pageSize,
      concurrency,
      traffic,
      seconds: run.seconds,
      leastSeconds: least(traffic),
      peakBytes: run.peakBytes,
    };
  } finally {
    server.close();
  }
}
