import type { DataSet } from './data-set.ts';
import type { CallLimit } from './page-server-settings.ts';
import { type Load, runLoad } from './run-load.ts';

/** A first load from a fast server that limits its calls. */
export interface BudgetPlan {
  readonly rows: number;
  readonly pageSize: number;
  readonly concurrency: number;
  /** The tap's budget, in calls a minute. */
  readonly budget: number;
  /** What the server allows. */
  readonly limit: CallLimit;
}

/**
 * How much of an allowed pace the tap uses, without ever being refused. The least time is that of the calls which it
 * made, at the server's limit; the first burst of a budget is free, so a ratio may be a little under 1.
 * @throws Error when a row is lost or printed twice
 */
export function benchBudget(dataSet: DataSet, plan: BudgetPlan, folder: string): Promise<Load> {
  const { rows, pageSize, concurrency, budget, limit } = plan;
  const load = {
    rows,
    settings: { page_size: pageSize, concurrency, requests_per_minute: budget },
    manner: { limit },
    least: ({ calls }: { readonly calls: number }) => (calls / limit.calls) * (limit.windowMs / 1000),
  };
  return runLoad(dataSet, load, folder);
}
