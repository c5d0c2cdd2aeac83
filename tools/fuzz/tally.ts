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
  const counts = { runs: 0, responses: 0, right: 0, failed: 0, streams: 0, keys: 0, values: 0, trusted: 0, patient: 0 };
  return {
    add: (run) => {
      counts.runs += 1;
      counts.responses += run.mutations.length;
      counts.right += run.exitCode === 0 ? 1 : 0;
      counts.failed += run.exitCode === 0 ? 0 : 1;
      for (const code of new Set(run.codes)) codes.set(code, (codes.get(code) ?? 0) + 1);
      if (!isRead(run.scenario)) return;
      for (const lie of run.lies) {
        counts.streams += 1;
        if (lie !== 'none') counts[lie] += 1;
      }
      const isTold = run.mutations.length > 0 && run.exitCode === 0;
      if (!isTold || run.lies.some((lie) => lie !== 'none')) return;
      counts.trusted += 1;
      if (run.scenario.retries > 0) counts.patient += 1;
    },
    runs: () => counts.runs,
    responses: () => counts.responses,
    report: () => [
      `${counts.responses} mutated responses in ${counts.runs} runs: ${counts.right} ended right, ${counts.failed} with errors of these codes:`,
      ...[...codes]
        .sort(([, one], [, other]) => other - one)
        .map(([code, count]) => `  ${String(count).padStart(6)}  ${code}`),
      `${counts.streams} streams were read. About ${counts.keys} of them, answers told of wrong rows, times or counts in a way ` +
        'that no program could notice: those were not asked for completeness.',
      `About ${counts.values}, they told wrong values alone: those were asked for every id, and for no value but what was told.`,
      'All the others were asked for every row and value, at once where the run ended right, else after the next run.',
      `${counts.trusted} reads ended right although answers were mutated, and no answer lied: ${counts.patient} of these were ` +
        'allowed to try a failed call again.',
    ],
  };
}
