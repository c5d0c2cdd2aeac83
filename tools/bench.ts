import { rm } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchMemory, type Memory } from './bench/bench-memory.ts';
import { benchSpeed, type Speed } from './bench/bench-speed.ts';
import { dataSets } from './bench/data-set.ts';
import { formatTable } from './bench/format-table.ts';
import { makeFolder } from './bench/programs.ts';

/** How much is read. Nothing is judged but that no row is lost: figures of one machine say nothing of another. */
interface Plan {
  readonly runs: number;
  readonly wideRows: number;
  readonly narrowRows: number;
  readonly fewRows: number;
  readonly manyRows: number;
  /** Of the narrow model, to see whether the peak goes on rising once the process is warm. */
  readonly mostRows: number;
}

const full: Plan = {
  runs: 3,
  wideRows: 20_000,
  narrowRows: 200_000,
  fewRows: 10_000,
  manyRows: 200_000,
  mostRows: 800_000,
};

/** Shows that the benchmark works, and nothing about speed. */
const quick: Plan = {
  runs: 1,
  wideRows: 600,
  narrowRows: 1200,
  fewRows: 600,
  manyRows: 1200,
  mostRows: 1800,
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
  const plan = values.quick ? quick : full;
  const { wide, narrow } = dataSets();
  const folder = await makeFolder();
  try {
    say(`Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} core(s)\n`);
    say(
      `Whole processes, start included; medians of ${plan.runs} run(s), tap and bare loop in turns (1.00: as fast as bare):`,
    );
    const { runs } = plan;
    const wideSpeed = await benchSpeed(wide, { rows: plan.wideRows, runs, folder });
    const narrowSpeed = await benchSpeed(narrow, { rows: plan.narrowRows, runs, folder });
    say(speedTable([wideSpeed, narrowSpeed]));
    say(
      'Memory of the tap, one stream, 500 rows a page: peak of the resident set, median in use after forced collections:',
    );
    const memories = [
      await benchMemory(narrow, plan.fewRows, folder),
      await benchMemory(narrow, plan.manyRows, folder),
      await benchMemory(narrow, plan.mostRows, folder),
      await benchMemory(wide, plan.fewRows, folder),
      await benchMemory(wide, plan.manyRows, folder),
    ];
    say(memoryTable(memories));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function speedTable(speeds: readonly Speed[]): string {
  const heading = ['model', 'columns', 'rows', 'program', 'rows/s', 'of bare', 'CPU s', 'of bare'];
  return formatTable([heading, ...speeds.flatMap(speedLines)]);
}

function speedLines({ dataSet, rows, paces }: Speed): readonly (readonly string[])[] {
  return (['singer', 'airbyte', 'bare'] as const).map((program) => {
    const { rowsPerSecond, cpuSeconds } = paces[program];
    return [
      dataSet.name,
      whole(dataSet.columns.length),
      whole(rows),
      program === 'bare' ? 'bare loop' : program,
      whole(rowsPerSecond),
      (rowsPerSecond / paces.bare.rowsPerSecond).toFixed(2),
      cpuSeconds.toFixed(1),
      (paces.bare.cpuSeconds / cpuSeconds).toFixed(2),
    ];
  });
}

function memoryTable(memories: readonly Memory[]): string {
  const lines = memories.map(({ dataSet, rows, megabytes, peakMiB, liveMiB }) => [
    dataSet.name,
    whole(rows),
    `${whole(megabytes)} MB`,
    `${whole(peakMiB)} MiB`,
    `${whole(liveMiB)} MiB`,
  ]);
  return formatTable([['model', 'rows', 'printed', 'peak', 'in use'], ...lines]);
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await main();
