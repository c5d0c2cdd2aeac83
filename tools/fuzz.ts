import { availableParallelism } from 'node:os';
import { type Lost, type Part, type Played, playPart } from './fuzz/part.ts';
import type { PlayedRun } from './fuzz/play-run.ts';
import { createTally, type Tally } from './fuzz/tally.ts';
import { readOptions } from './read-options.ts';

/*
 * Runs the whole program against a pretend instance whose answers are mutated. `--responses N` says how many answers are
 * mutated, `--seed S` repeats what was printed, and `--run I` plays the run of that number alone.
 */

interface Options {
  readonly responses: number;
  readonly seed: number;
  readonly run: number | undefined;
}

/** How often the progress is told. */
const millisecondsATold = 10_000;

const most = 2 ** 31;

function optionsOf(): Options | string {
  const asked = readOptions({
    responses: { least: 1, most, help: 'answers that are mutated (20000 unless said)' },
    seed: { least: 0, most, help: 'repeats a fuzz run by the seed that it printed' },
    run: { least: 0, most, help: 'plays the run of that number alone; needs --seed' },
  });
  if (typeof asked === 'string') return asked;
  const { responses = 20_000, seed = Date.now() % most, run } = asked;
  if (run !== undefined && asked.seed === undefined) return '--run needs the --seed that was printed with it.';
  return { responses, seed, run };
}

async function main(): Promise<void> {
  const options = optionsOf();
  if (typeof options === 'string') {
    console.error(options);
    process.exitCode = 2;
    return;
  }
  const { responses, seed, run } = options;
  console.log(`Fuzz run: ${run === undefined ? `${responses} mutated responses` : `run ${run} alone`}, --seed ${seed}`);
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
    return isOver || only !== undefined || tally.responses() >= responses ? 'enough' : 'more';
  };
  const stopTelling = tellProgress(tally);
  // More than there are cores: a run that tries again leaves its core idle in the meantime.
  const step = only === undefined ? Math.min(8, 2 * availableParallelism()) : 1;
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
  stopTelling();
  const lost = ends.filter((end) => end !== undefined);
  for (const line of tally.report()) console.log(line);
  if (found !== undefined) report(found.run, `--seed ${seed} --run ${found.index}`);
  for (const end of lost) reportLost(end, seed);
  if (!isOver) console.log(`No fault found in ${tally.runs()} runs with ${tally.responses()} mutated responses.`);
  return isOver;
}

function tellProgress(tally: Tally): () => void {
  const beganAt = performance.now();
  const timer = setInterval(() => {
    const seconds = ((performance.now() - beganAt) / 1000).toFixed(0);
    console.log(`${seconds.padStart(5)} s: ${tally.runs()} runs, ${tally.responses()} mutated responses`);
  }, millisecondsATold);
  return () => clearInterval(timer);
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
