import type { PlayedRun } from './play-run.ts';
import { isRead } from './scenario.ts';

/** The counts of many runs. */
export interface Tally {
  readonly add: (run: PlayedRun) => void;
  readonly runs: () => number;
  /** Mutated responses. */
  readonly responses: () => number;
  /** Lines for people. */
  readonly report: () => readonly string[];
}

/** Begins to count. */
export function createTally(): Tally {
  const codes = new Map<string, number>();
  const counts = { runs: 0, responses: 0, right: 0, failed: 0, reads: 0, keys: 0, values: 0 };
  return {
    add: (run) => {
      counts.runs += 1;
      counts.responses += run.mutations.length;
      counts.right += run.exitCode === 0 ? 1 : 0;
      counts.failed += run.exitCode === 0 ? 0 : 1;
      for (const code of new Set(run.codes)) codes.set(code, (codes.get(code) ?? 0) + 1);
      if (!isRead(run.scenario)) return;
      counts.reads += 1;
      if (run.lie !== 'none') counts[run.lie] += 1;
    },
    runs: () => counts.runs,
    responses: () => counts.responses,
    report: () => [
      `${counts.responses} mutated responses in ${counts.runs} runs: ${counts.right} ended right, ${counts.failed} with errors of these codes:`,
      ...[...codes]
        .sort(([, one], [, other]) => other - one)
        .map(([code, count]) => `  ${String(count).padStart(6)}  ${code}`),
      `Of ${counts.reads} reads, ${counts.keys} were told other rows or counts, and were not asked for all rows; ` +
        `${counts.values} were told other values, and were asked for all ids alone.`,
    ],
  };
}
