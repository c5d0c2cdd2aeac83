import type { BudgetPlan } from './bench-budget.ts';
import type { LatencyPlan } from './bench-latency.ts';

/** How much is read. */
export interface Plan {
  /** The same load with large and with small pages. */
  readonly latency: readonly LatencyPlan[];
  readonly budget: BudgetPlan;
  readonly speed: {
    readonly wide: { readonly rows: number; readonly runs: number };
    readonly narrow: { readonly rows: number; readonly runs: number };
  };
  /** Rows of each read; the last one is judged. The others show whether the peak goes on rising. */
  readonly memory: { readonly narrow: readonly number[]; readonly wide: readonly number[] };
}

const far = { rows: 200_000, concurrency: 8, latencyMs: 200 };

/** What the targets are about: about ten minutes on two cores, once calls are made in parallel. */
export const full: Plan = {
  latency: [
    { ...far, pageSize: 500 },
    { ...far, pageSize: 100 },
  ],
  // The vendor's limit on shared servers. About 3,000 calls: two of its minutes, so that the turn of one is passed.
  budget: { rows: 60_000, pageSize: 20, concurrency: 4, budget: 1500, limit: { calls: 1500, windowMs: 60_000 } },
  speed: { wide: { rows: 20_000, runs: 5 }, narrow: { rows: 200_000, runs: 3 } },
  memory: { narrow: [10_000, 200_000, 2_000_000], wide: [10_000, 200_000] },
};

const near = { rows: 1200, concurrency: 8, latencyMs: 20 };

/** Shows that the benchmark works, and nothing about speed. */
export const quick: Plan = {
  latency: [
    { ...near, pageSize: 100 },
    { ...near, pageSize: 40 },
  ],
  // The vendor's limit for two seconds, and the tap's default budget: so short a time has no room for the few
  // milliseconds by which one call travels longer than another.
  budget: { rows: 400, pageSize: 5, concurrency: 4, budget: 1200, limit: { calls: 50, windowMs: 2000 } },
  speed: { wide: { rows: 600, runs: 1 }, narrow: { rows: 1200, runs: 1 } },
  memory: { narrow: [600, 1200, 1800], wide: [600, 1200] },
};
