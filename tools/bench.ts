import { rm } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchBudget } from './bench/bench-budget.ts';
import { benchLatency } from './bench/bench-latency.ts';
import { benchMemory, type Memory } from './bench/bench-memory.ts';
import { benchSpeed } from './bench/bench-speed.ts';
import { dataSets } from './bench/data-set.ts';
import { judgeBudget, judgeLatency, judgeMemory, judgeSpeed, type Verdict } from './bench/judge-targets.ts';
import { full, type Plan, quick } from './bench/plan.ts';
import { makeFolder } from './bench/programs.ts';
import { loadTable, memoryTable, speedTable } from './bench/render-tables.ts';
import type { Load } from './bench/run-load.ts';

/*
 * Four scenarios, (a) to (d), each with a target. `--quick` reads little and judges nothing but that no row is lost and
 * no call refused; `--only ab` leaves the other scenarios out.
 */

const { wide, narrow } = dataSets();

/** Prints its tables as soon as they are there, and says whether its target was met. */
type Scenario = (plan: Plan, folder: string) => Promise<Verdict>;

const scenarios: Readonly<Record<string, Scenario>> = {
  async a({ latency }, folder) {
    say(
      `(a) First loads at ${latency[0]?.latencyMs} ms a call, narrow rows; ideal: full pages, always as many as allowed:`,
    );
    const loads: Load[] = [];
    for (const plan of latency) loads.push(await benchLatency(narrow, plan, folder));
    say(loadTable(loads, 'ideal'));
    return judgeLatency(loads);
  },

  async b({ budget }, folder) {
    const { calls, windowMs } = budget.limit;
    say(
      `(b) A limit of ${calls} calls in any ${windowMs / 1000} s, a budget of ${budget.budget} a minute, narrow rows:`,
    );
    const load = await benchBudget(narrow, budget, folder);
    say(loadTable([load], 'floor'));
    return judgeBudget(load);
  },

  async c({ speed }, folder) {
    const runs = `${speed.wide.runs} and ${speed.narrow.runs}`;
    say(`(c) Tap and bare loop in turns, one call at a time, 500 rows a page; medians of ${runs} run(s):`);
    const wideSpeed = await benchSpeed(wide, { ...speed.wide, folder });
    const narrowSpeed = await benchSpeed(narrow, { ...speed.narrow, folder });
    say(speedTable([wideSpeed, narrowSpeed]));
    return judgeSpeed(wideSpeed);
  },

  async d({ memory }, folder) {
    say('(d) Memory of one stream, 500 rows a page: peak of the resident set, median in use after forced collections:');
    const narrows: Memory[] = [];
    for (const rows of memory.narrow) narrows.push(await benchMemory(narrow, rows, folder));
    const wides: Memory[] = [];
    for (const rows of memory.wide) wides.push(await benchMemory(wide, rows, folder));
    say(memoryTable([...narrows, ...wides]));
    return judgeMemory([...narrows.slice(-1), ...wides.slice(-1)]);
  },
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { quick: { type: 'boolean', default: false }, only: { type: 'string', default: 'abcd' } },
  });
  const chosen = chooseScenarios(values.only);
  const plan = values.quick ? quick : full;
  const folder = await makeFolder();
  const verdicts: Verdict[] = [];
  try {
    say(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} core(s)`);
    say('Whole processes, start included.\n');
    for (const scenario of chosen) verdicts.push(await scenario(plan, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  if (values.quick) concludeQuick(verdicts);
  else conclude(verdicts);
}

function chooseScenarios(letters: string): readonly Scenario[] {
  return Array.from(letters, (letter) => {
    const scenario = scenarios[letter];
    if (scenario) return scenario;
    throw new Error(`--only takes letters of ${Object.keys(scenarios).join('')}, not ${letter}`);
  });
}

function conclude(verdicts: readonly Verdict[]): void {
  for (const verdict of verdicts) say(`${lineOf(verdict)}: ${verdict.isMet ? 'yes' : 'no'}`);
  fail(
    'Targets missed',
    verdicts.filter(({ isMet }) => !isMet),
  );
}

/** A program that lost a row has failed before. */
function concludeQuick(verdicts: readonly Verdict[]): void {
  for (const verdict of verdicts) say(`${lineOf(verdict)}: not judged`);
  fail(
    'Calls were refused',
    verdicts.filter(({ isSound }) => !isSound),
  );
}

function lineOf({ letter, text }: Verdict): string {
  return `(${letter}) ${text}`;
}

function fail(what: string, verdicts: readonly Verdict[]): void {
  if (verdicts.length === 0) return;
  process.stderr.write(`\n${what}: ${verdicts.map(({ letter }) => `(${letter})`).join(', ')}\n`);
  process.exitCode = 1;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
