import type { DataSet } from './data-set.ts';
import { type Load, runLoad } from './run-load.ts';

/** A first load from a server far away. */
export interface LatencyPlan {
  readonly rows: number;
  readonly pageSize: number;
  readonly concurrency: number;
  readonly latencyMs: number;
}

/**
 * How well the tap fills the waiting for answers with other calls. The least time is that of full pages which are asked
 * for `concurrency` at a time from the first moment to the last; what else the tap asks for, to prove an order or to
 * divide the rows, counts against it, and so do the start of the process and its token.
 * @throws Error when a row is lost or printed twice
 */
export function benchLatency(dataSet: DataSet, plan: LatencyPlan, folder: string): Promise<Load> {
  const { rows, pageSize, concurrency, latencyMs } = plan;
  const load = {
    rows,
    settings: { page_size: pageSize, concurrency },
    manner: { latencyMs },
    least: () => (Math.ceil(rows / pageSize) * latencyMs) / 1000 / concurrency,
  };
  return runLoad(dataSet, load, folder);
}
