import { type FinishedProcess, type RunningProcess, runTap } from './run-tap.ts';

/** Where a run is cut off: so many lines behind its nth line of state, counted from the beginning where n is 0. */
export interface Cut {
  readonly states: number;
  readonly lines: number;
  /** Whoever reads the tap's stdout takes all that is in the pipe, or goes down at that very line. */
  readonly reader: 'lives' | 'dies';
}

/**
 * Runs the tap and kills it at the cut; one that ends before has no `signal`. `lines` are those that its reader took,
 * and only whole ones: a target drops a line that was cut.
 */
export async function killTap(
  args: readonly string[],
  cut?: Cut,
  environment: Readonly<Record<string, string>> = {},
): Promise<FinishedProcess> {
  const findEnd = cut === undefined ? () => undefined : watch(cut);
  const onOutput = (process: RunningProcess): void => {
    if (findEnd(process.stdout) !== undefined) process.kill('SIGKILL');
  };
  const run = await runTap(args, { onOutput, environment, timeLimitMs: 120_000 });
  const end = cut?.reader === 'dies' ? findEnd(run.stdout) : undefined;
  return { ...run, lines: run.stdout.slice(0, end).split('\n').slice(0, -1) };
}

/** Tells where the cut falls in what was printed so far, once it does. Each line is looked at once. */
function watch({ states, lines }: Cut): (stdout: string) => number | undefined {
  let start = 0;
  let statesSeen = 0;
  let linesSeen = 0;
  const isReached = (): boolean => statesSeen >= states && linesSeen >= lines;
  return (stdout) => {
    for (let end = stdout.indexOf('\n', start); end >= 0 && !isReached(); end = stdout.indexOf('\n', start)) {
      if (statesSeen >= states) linesSeen += 1;
      else if (stdout.startsWith('{"type":"STATE"', start)) statesSeen += 1;
      start = end + 1;
    }
    return isReached() ? start : undefined;
  };
}
