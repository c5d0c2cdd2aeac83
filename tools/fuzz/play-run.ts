import { mix } from '../../test/simulator/hash.ts';
import { isArray, type Json, parseJson } from '../../test/simulator/json.ts';
import { createRandom } from '../random.ts';
import { type Answers, createAnswers } from './answers.ts';
import type { Baseline, Past } from './baseline.ts';
import { callProgram, type Stage } from './call-program.ts';
import { findInvention } from './find-invention.ts';
import type { Lie } from './find-lie.ts';
import { judgeEnding, judgeMessages, statusOf } from './judge-ending.ts';
import { findDifference, mergeRecords } from './merge-records.ts';
import { ownValue } from './own-value.ts';
import { at, type Output, readOutput } from './read-output.ts';
import type { Ending } from './run-program.ts';
import { drawScenario, isRead, type Scenario } from './scenario.ts';

/** One call with mutated answers, and what was found. */
export interface PlayedRun {
  readonly scenario: Scenario;
  readonly mutations: readonly string[];
  readonly exitCode: number | undefined;
  readonly codes: readonly string[];
  /** Of a read, the gravest lie about each stream: what could not be asked of that one. */
  readonly lies: readonly Lie[];
  /** What is wrong, and what the program printed. */
  readonly violation: string | undefined;
}

/** What a judge knows of a run. */
interface Run {
  readonly stage: Stage;
  readonly scenario: Scenario;
  readonly past: Past;
  readonly answers: Answers;
  readonly ending: Ending;
  readonly output: Output;
}

const minute = 60;

/** Plays the run of that number: the same seed and number play the same. */
export async function playRun(stage: Stage, baseline: Baseline, seed: number, index: number): Promise<PlayedRun> {
  const own = mix(seed, index);
  const scenario = drawScenario(createRandom(own));
  const past = isRead(scenario) ? baseline.past(scenario) : { state: [], records: [] };
  stage.world.simulator.requests.length = 0;
  const answers = createAnswers(own, scenario.mutationRate);
  stage.world.hear(answers.answer);
  stage.world.setSeconds(minute);
  const ending = await callProgram(stage, scenario, past.state);
  const output = readOutput(ending);
  const run = { stage, scenario, past, answers, ending, output };
  // What is on its way yet belongs to this run.
  const mutations = answers.mutations();
  const violation =
    judgeEnding(scenario, ending, output) ??
    (await judgeMessages(scenario, ending, output)) ??
    (await judgeContent(run, baseline));
  const { exitCode } = ending;
  const lies = isRead(scenario) ? scenario.streams.map(answers.lies().about) : [];
  const told =
    violation && `${violation}\n\nstdout:\n${ending.stdout.slice(-6000)}\nstderr:\n${ending.stderr.slice(-3000)}`;
  return { scenario, mutations, exitCode, codes: output.codes, lies, violation: told };
}

async function judgeContent(run: Run, baseline: Baseline): Promise<string | undefined> {
  const { scenario, answers, ending, output } = run;
  if (scenario.kind === 'check') {
    const isGroundless = statusOf(output) === 'SUCCEEDED' && answers.pages() === 0;
    return isGroundless ? 'a check that succeeded although no page was answered' : undefined;
  }
  if (isRead(scenario)) return judgeRows(run);
  const mayDiffer = ending.exitCode !== 0 || output.warnings.length > 0 || answers.lies().gravest() !== 'none';
  if (mayDiffer) return undefined;
  const refused = scenario.isProbing ? answers.refused() : new Set<string>();
  const isSame = toCatalog(ending.stdout, refused) === toCatalog(await baseline.discovered(scenario), refused);
  return isSame ? undefined : 'a catalog that differs, without a warning';
}

/**
 * A catalog in a form that can be compared. Descriptions are for people; that of a stream says which engine serves it, where
 * a probe could tell. Streams that were refused may be there or not.
 */
function toCatalog(stdout: string, refused: ReadonlySet<string>): string {
  const streams = [stdout, ...stdout.split('\n')]
    .map((text) => parseJson(text))
    .map((message) => at(message, 'catalog', 'streams') ?? at(message, 'streams'))
    .find(isArray);
  const kept = (streams ?? []).filter((stream) => !isNamed(stream, refused));
  return JSON.stringify(kept, (key, value: Json) => (key === 'description' ? undefined : value));
}

function isNamed(stream: Json, names: ReadonlySet<string>): boolean {
  const name = ownValue(stream, 'name') ?? ownValue(stream, 'stream');
  return typeof name === 'string' && names.has(name);
}

async function judgeRows(run: Run): Promise<string | undefined> {
  const { scenario, past, answers, ending, output } = run;
  const knownIds = (stream: string) => new Set(mergeRecords(stream, past.records).keys());
  const invention = findInvention(output.records, answers, knownIds);
  if (invention !== undefined) return invention;
  const isRight = ending.exitCode === 0;
  const difference = isRight ? compareAll(run, [past.records, output.records]) : undefined;
  if (difference !== undefined) return `a wrong success: ${difference}`;
  const cut = scenario.cutAt === undefined ? undefined : cutBehindState(ending.stdout, scenario.cutAt);
  // Once everything was read, a next run has little to show.
  if (isRight && !scenario.goesOn && cut === undefined) return undefined;
  return judgeNext(run, cut ?? output);
}

/** What a target has that was handed a state and then nothing more. `undefined` where there was no state. */
function cutBehindState(stdout: string, share: number): Output | undefined {
  const lines = stdout.split('\n');
  const states = lines.flatMap((line, at) => (line.startsWith('{"type":"STATE"') ? [at] : []));
  const last = states[Math.floor(share * states.length)];
  return last === undefined ? undefined : readOutput({ stdout: lines.slice(0, last + 1).join('\n'), stderr: '' });
}

/** Goes on from the state that a target was left with: then nothing may be missing. */
async function judgeNext(run: Run, output: Output): Promise<string | undefined> {
  const { stage, scenario, past, answers } = run;
  const states = scenario.kind === 'singer' ? output.states.slice(-1) : output.states;
  stage.world.hear((reply) => reply);
  stage.world.setSeconds(2 * minute);
  const state = scenario.kind === 'singer' && states.length > 0 ? states : [...past.state, ...states];
  const ending = await callProgram(stage, scenario, state);
  const next = readOutput(ending);
  const told = `\n\nThe next run began with:\n${state.join('\n')}\nand said:\n${ending.stdout.slice(-4000)}${ending.stderr.slice(-2000)}`;
  const wrong = judgeEnding(scenario, ending, next);
  if (wrong !== undefined) return `the next run, undisturbed: ${wrong}${told}`;
  if (ending.exitCode !== 0) {
    // A state that vouches for rows of another world may be one that nobody can go on from.
    if (answers.lies().gravest() === 'keys') return undefined;
    return `the next run, undisturbed, fails with ${next.codes.join()}${told}`;
  }
  const difference = compareAll(run, [past.records, output.records, next.records]);
  return difference && `a gap: after the next run, ${difference}${told}`;
}

/** Compares each stream as far as the answers about it did not lie: then its values count, its ids, or nothing of it. */
function compareAll({ stage, scenario, answers }: Run, runs: Parameters<typeof mergeRecords>[1][]): string | undefined {
  for (const stream of scenario.streams) {
    const lie = answers.lies().about(stream);
    if (lie === 'keys') continue;
    const strictness = { values: lie === 'none', gone: !scenario.detectDeletions };
    const difference = findDifference(stage.world.simulator, stream, mergeRecords(stream, ...runs), strictness);
    if (difference !== undefined) return difference;
  }
  return undefined;
}
