import { callProgram, type Stage } from './call-program.ts';
import { type EmittedRecord, readOutput } from './read-output.ts';
import type { Scenario } from './scenario.ts';
import { models } from './world.ts';

/** What an earlier read left behind. */
export interface Past {
  readonly state: readonly string[];
  readonly records: readonly EmittedRecord[];
}

/** What calls say and need that nobody disturbs. */
export interface Baseline {
  readonly past: (scenario: Scenario) => Past;
  /** What a discovery prints. */
  readonly discovered: (scenario: Scenario) => Promise<string>;
}

/** Reads everything as it is today; then a day passes. */
export async function makeBaseline(stage: Stage): Promise<Baseline> {
  const pasts = new Map<string, Past>();
  for (const kind of ['read', 'singer'] as const) {
    for (const detectDeletions of [false, true]) {
      for (const model of models)
        pasts.set(
          `${kind} ${detectDeletions} ${model}`,
          await readPast(stage, { ...calm, kind, detectDeletions, streams: [model] }),
        );
    }
  }
  stage.world.change();
  const known = new Map<string, Promise<string>>();
  return {
    past: ({ kind, detectDeletions, streams, fromState }) => {
      const found = fromState ? streams.map((model) => pasts.get(`${kind} ${detectDeletions} ${model}`)) : [];
      // A Singer state is one value for all streams: there, one stream goes on, and the others begin.
      const usable = (kind === 'singer' ? found.slice(0, 1) : found).filter((past) => past !== undefined);
      return { state: usable.flatMap(({ state }) => state), records: usable.flatMap(({ records }) => records) };
    },
    discovered: ({ kind, streams, detectDeletions, isProbing }) => {
      const key = `${kind} ${detectDeletions} ${isProbing} ${streams.join()}`;
      const found =
        known.get(key) ??
        undisturbed(stage, { ...calm, kind, streams, detectDeletions, isProbing }, []).then(({ stdout }) => stdout);
      known.set(key, found);
      return found;
    },
  };
}

const calm = {
  fromState: false,
  pageSize: 10,
  concurrency: 2,
  isProbing: false,
  isHeldToCatalog: false,
  goesOn: true,
  retries: 0,
  cutAt: undefined,
  mutationRate: 0,
} as const;

async function readPast(stage: Stage, scenario: Scenario): Promise<Past> {
  const ending = await undisturbed(stage, scenario, []);
  if (ending.exitCode !== 0)
    throw new Error(
      `Undisturbed, ${scenario.kind} ends with ${String(ending.exitCode)}: ${ending.stdout}${ending.stderr}`,
    );
  const { states, records } = readOutput(ending);
  return { state: scenario.kind === 'singer' ? states.slice(-1) : states, records };
}

function undisturbed(stage: Stage, scenario: Scenario, state: readonly string[]) {
  stage.world.hear((reply) => reply);
  return callProgram(stage, scenario, state);
}
