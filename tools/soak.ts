import { withSimulator } from '../test/simulator/with-simulator.ts';
import { createRandom } from './random.ts';
import { inMegabytes, judgeSamples } from './soak/memory.ts';
import { parseOptions } from './soak/options.ts';
import { type Moment, type Played, play } from './soak/play.ts';
import { missingIn } from './soak/tally.ts';
import { createWeather } from './soak/weather.ts';

/*
 * Two simulated hours of runs, one after another, against an instance on which people work and that misbehaves: no row may
 * be lost, and memory stays flat. The clock of the instance goes `--speed` times as fast as ours.
 */

/** Seconds. The vendor's live for 7,200; these run out in the middle of many a run. */
const tokenLife = 300;

const secondsBetweenLines = 300;

async function main(): Promise<void> {
  const options = parseOptions();
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n`);
    process.exitCode = 2;
    return;
  }
  const { minutes, speed, seed } = options;
  const beganAt = performance.now();
  const now = (): number => Date.UTC(2026, 5, 1) + (performance.now() - beganAt) * speed;
  const weather = createWeather(now, createRandom(seed + 3));
  const warnings = collectWarnings();
  say(`${minutes} simulated minutes, ${speed} times as fast as real ones; --seed ${seed}`);
  const rateLimit = { list: weather.callsLeft };
  const played = await withSimulator({ now, tokenLife, rateLimit }, (simulator) =>
    play(simulator, weather, options, createTeller()),
  );
  conclude(played, warnings);
  say(`${((performance.now() - beganAt) / 1000).toFixed(0)} s of real time`);
  setTimeout(endAnyway, 5000).unref();
}

/** Node warns of listeners that pile up, and of rejections that were handled late. */
function collectWarnings(): readonly string[] {
  const warnings: string[] = [];
  process.on('warning', ({ name, message }) => warnings.push(`Node warns: ${name}: ${message}`));
  return warnings;
}

/** Prints a moment every five simulated minutes. */
function createTeller(): (moment: Moment) => void {
  let nextAt = secondsBetweenLines;
  return ({ seconds, tally, faults, edits, rows, sample }) => {
    if (seconds < nextAt) return;
    nextAt += secondsBetweenLines;
    const runs = Object.values(tally.runs).reduce((sum, number) => sum + number, 0);
    say(
      `${(seconds / 60).toFixed(0).padStart(4)} min: ${runs} runs (${tally.runs.killed} killed), ${tally.calls} calls, ` +
        `${tally.expired} refused for their token, ${tally.limited} for the limit, ${faults} faults, ${edits} edits, ${rows} rows, ` +
        `${tally.records} records, heap ${inMegabytes(sample.heapBytes)} MB, ${sample.resources} timers and the like, ` +
        `${sample.sockets} sockets`,
    );
  };
}

function conclude({ tally, samples, gaps, log }: Played, warnings: readonly string[]): void {
  const { runs, streams } = tally;
  say(
    `\nRuns: ${runs.done} came to their end, ${runs.killed} were killed, ${runs.down} found the server down, ${runs.refused} took ` +
      `it for a wrong one.\nStreams: ${streams.complete} were complete, ${streams.failed} failed, ${streams.interrupted} were left ` +
      `when their run gave up. ${tally.resets} times, one was read again from its beginning. ${tally.tokens} tokens asked for.`,
  );
  // A soak that lost a row ends early, and its memory says nothing.
  const memory = gaps.length === 0 ? judgeSamples(samples) : { text: 'Memory is not judged.', faults: [] };
  say(memory.text);
  const faults = [...memory.faults, ...warnings, ...(gaps.length === 0 ? missingIn(tally) : [])];
  if (gaps.length > 0) {
    say(
      `\nNOT AS IT MUST BE, ${gaps.length} times:\n${gaps.slice(0, 20).join('\n')}\n\nWhat the tap said last:\n${log.join('\n')}`,
    );
  } else say("No gap: every row came, and in the end the merge is the server's rows.");
  for (const fault of faults) say(fault);
  if (gaps.length + faults.length > 0) process.exitCode = 1;
}

/** Called only when something keeps the process alive. */
function endAnyway(): void {
  say(`Left behind: ${process.getActiveResourcesInfo().join(', ')}`);
  process.exit(1);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
