import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Lost, type Part, type Played, playPart } from './fuzz/part.ts';
import type { PlayedRun } from './fuzz/play-run.ts';
import { createTally } from './fuzz/tally.ts';

/*
 * Runs the whole program against a pretend instance whose answers are mutated. `--responses N` says how many answers are
 * mutated, `--seed S` repeats what was printed, and `--run I` plays the run of that number alone.
 */

interface Options {
  readonly responses: number;
  readonly seed: number;
  readonly run: number | undefined;
}

/** How often the progress is told, in runs. */
const runsATold = 1000;

function readOptions(): Options | string {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ options: { responses: text, seed: text, run: text } });
    const wrong = Object.entries(values).find(([, value]) => !/^[0-9]{1,10}$/.test(value));
    if (wrong) return `--${wrong[0]} must be a whole number, not ${JSON.stringify(wrong[1])}`;
    const { responses = 20_000, seed = Date.now() % 2 ** 31, run } = values;
    return { responses: Number(responses), seed: Number(seed), run: run === undefined ? undefined : Number(run) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`${options.replace(/\.$/, '')}. Options: --responses N (default 20000), --seed S, --run I`);
    process.exitCode = 2;
    return;
  }
  console.log(`Fuzz run: ${options.responses} mutated responses, seed ${options.seed}`);
  process.exitCode = (await play(options)) ? 1 : 0;
}

/** Plays until enough was mutated, or something is found. */
async function play({ responses, seed, run: only }: Options): Promise<boolean> {
  const tally = createTally();
  let found: Played | undefined;
  let isOver = false; // for something was found
  const hear = (played: Played): 'more' | 'enough' => {
    if (isOver) return 'enough';
    tally.add(played.run);
    if (played.run.violation !== undefined) {
      found = played;
      isOver = true;
    }
    if (tally.runs() % runsATold === 0) console.log(`${tally.runs()} runs, ${tally.responses()} mutated responses`);
    return isOver || only !== undefined || tally.responses() >= responses ? 'enough' : 'more';
  };
  const step = only === undefined ? Math.min(4, availableParallelism()) : 1;
  const parts: readonly Part[] = Array.from({ length: step }, (_, index) => ({
    seed,
    first: (only ?? 0) + index,
    step,
  }));
  const ends = await Promise.all(
    parts.map(async (part) => {
      const lost = await playPart(part, hear);
      if (lost !== undefined) isOver = true;
      return lost;
    }),
  );
  const lost = ends.filter((end) => end !== undefined);
  for (const line of tally.report()) console.log(line);
  if (found !== undefined) report(found.run, `--seed ${seed} --run ${found.index}`);
  for (const end of lost) reportLost(end, seed);
  return isOver;
}

function reportLost({ index, how }: Lost, seed: number): void {
  const told = index === undefined ? 'It had not begun with its first run.' : again(`--seed ${seed} --run ${index}`);
  console.error(`FOUND: ${how}\n\n${told}`);
}

function again(replay: string): string {
  return `Again: npm run test:fuzz -- ${replay}`;
}

function report({ scenario, mutations, violation = '' }: PlayedRun, replay: string): void {
  const told = [`FOUND: ${violation}`, '', `Call: ${JSON.stringify(scenario)}`, 'Mutations:', ...mutations];
  console.error([...told, '', again(replay)].join('\n'));
}

await main();
