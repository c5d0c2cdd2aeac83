import type { StreamState } from '../../src/core/stream-state.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import type { Simulator } from '../../test/simulator/simulator.ts';
import { createRandom, type Random } from '../random.ts';
import { createEdits } from './edits.ts';
import { differencesOf, gapsOf, shownRows } from './judge-gap.ts';
import { isEnough, type Sample, takeSample } from './memory.ts';
import { fillModels, models } from './models.ts';
import type { SoakOptions } from './options.ts';
import { countCalls, createTally, type OpenTally, type Tally } from './tally.ts';
import { createTap, type RunPlan, type Tap } from './tap.ts';
import { createTarget, type Target } from './target.ts';
import type { Weather } from './weather.ts';

/** A soak between two of its runs. */
export interface Moment {
  readonly seconds: number;
  readonly tally: Tally;
  readonly faults: number;
  readonly edits: number;
  readonly rows: number;
  readonly sample: Sample;
}

/** What a soak came to. */
export interface Played {
  readonly tally: Tally;
  readonly samples: readonly Sample[];
  /** Rows that were lost or are not the server's. Empty if the law holds. */
  readonly gaps: readonly string[];
  /** What the tap said last. */
  readonly log: readonly string[];
}

const secondsBetweenSamples = 20;
/** Of every so many runs, one runs to its end; the others are killed on their way. */
const runsToAnEnd = 2;
const linesKept = 40;

/** What the runs of one soak share. */
interface Soak {
  readonly simulator: Simulator;
  readonly tap: Tap;
  readonly targets: ReadonlyMap<string, Target>;
  readonly tally: OpenTally;
  readonly log: (message: string) => void;
}

/** Plays run after run until the time is over or a row is lost, and then one that nobody disturbs. */
export async function play(
  simulator: Simulator,
  weather: Weather,
  { minutes, speed, seed }: SoakOptions,
  tell: (moment: Moment) => void,
): Promise<Played> {
  const beganAt = simulator.clock.now();
  const seconds = (): number => (simulator.clock.now() - beganAt) / 1000;
  const log: string[] = [];
  const note = (message: string): void => {
    log.push(`${seconds().toFixed(1)} s: ${message}`);
    if (log.length > linesKept) log.shift();
  };
  const tap = createTap(simulator, speed, note);
  const targets = new Map(models.map(({ name }) => [name, createTarget()]));
  const soak: Soak = { simulator, tap, targets, tally: createTally(), log: note };
  const samples: Sample[] = [];
  fillModels(simulator, createRandom(seed));
  const edits = createEdits(simulator, createRandom(seed + 1));
  const random = createRandom(seed + 2);
  weather.letLoose(simulator);
  const removeHook = simulator.onRequest(edits.catchUp);
  let gaps: readonly string[] = [];
  const isLate = lateness(minutes, speed);
  while (gaps.length === 0 && (seconds() < minutes * 60 || (!isEnough(samples) && !isLate()))) {
    gaps = await runOnce(soak, planOf(soak, random));
    if (seconds() < samples.length * secondsBetweenSamples) continue;
    const sample = takeSample(soak.tally, tap.listeners());
    samples.push(sample);
    const rows = models.reduce((sum, { name }) => sum + simulator.store.count(name), 0);
    const { tally } = soak;
    tell({ seconds: seconds(), tally, faults: simulator.faults.hits(), edits: edits.made(), rows, sample });
  }
  removeHook();
  weather.calm();
  if (gaps.length === 0) gaps = await runUndisturbed(soak);
  return { tally: soak.tally, samples, gaps, log };
}

/** On a busy machine few runs fit into the time: then the soak goes on, for its time once more and a minute. */
function lateness(minutes: number, speed: number): () => boolean {
  const endsAt = performance.now() + (2 * minutes * 60_000) / speed + 60_000;
  return () => performance.now() > endsAt;
}

/** Now and then a stream is read from its beginning into an empty table. */
function planOf({ targets, tally }: Soak, random: Random): RunPlan {
  for (const target of targets.values()) {
    if (!random.chance(0.05)) continue;
    target.reset();
    tally.resets += 1;
  }
  const run = Object.values(tally.runs).reduce((sum, number) => sum + number);
  const after = random.between(1, 100);
  return {
    states: statesOf(targets),
    pageSize: random.pick([10, 25, 50]),
    concurrency: random.pick([1, 4, 6]),
    pace: random.pick([0, 50, 500]),
    killAfter: run % runsToAnEnd === 0 ? after : undefined,
  };
}

function statesOf(targets: Soak['targets']): RunPlan['states'] {
  const states = new Map<string, StreamState>();
  for (const [name, target] of targets) {
    const state = target.state();
    if (state) states.set(name, state);
  }
  return states;
}

/** One run, and the rows that it should have brought and did not. */
async function runOnce({ simulator, tap, targets, tally, log }: Soak, plan: RunPlan): Promise<readonly string[]> {
  const before = new Map(models.map(({ name }) => [name, shownRows(simulator, name)]));
  const gaps: string[] = [];
  const take = (event: SyncEvent): void => {
    const { name } = event.stream.definition;
    const target = targets.get(name);
    target?.take(event);
    if (event.kind === 'records') tally.records += event.records.length;
    if (event.kind !== 'stream-finished') return;
    tally.streams[event.outcome.kind] += 1;
    if (event.outcome.kind === 'failed') log(`${name} fails: ${event.outcome.error.message}`);
    if (target && event.outcome.kind === 'complete')
      gaps.push(...gapsOf(simulator, name, before.get(name) ?? [], target));
  };
  const end = await tap.run(plan, take);
  // Only a server that has never served may be taken for a wrong one.
  if (end === 'refused' && tally.streams.complete > 0) gaps.push('A run gave up the server, although it had served.');
  tally.runs[end] += 1;
  for (const [name, target] of targets) {
    target.lose();
    tidy(simulator, name, target);
  }
  countCalls(tally, simulator);
  return gaps;
}

/** Forgets on both sides what was deleted. */
function tidy({ store }: Simulator, model: string, target: Target): void {
  for (const id of store.table(model)?.deleted.keys() ?? []) store.hardDelete(model, id);
  target.keep(new Set(store.ids(model)));
}

/** The last run: everything stands still, the index has caught up, and the merge must be the server's rows. */
async function runUndisturbed(soak: Soak): Promise<readonly string[]> {
  const { simulator, targets, tally } = soak;
  simulator.clock.advance(60_000);
  const { complete } = tally.streams;
  const gaps = await runOnce(soak, { states: statesOf(targets), pageSize: 100, concurrency: 4, pace: 0 });
  const failed = models.length - (tally.streams.complete - complete);
  // What was not read to its end cannot be the server's data, and says no more than that.
  if (failed > 0) return [`${failed} streams fail although nothing is wrong any more`];
  return [...gaps, ...[...targets].flatMap(([name, target]) => differencesOf(simulator, name, target))];
}
