import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeBaseline } from './baseline.ts';
import type { Part, Word } from './part.ts';
import { playRun } from './play-run.ts';
import { loadProgram } from './run-program.ts';
import { startWorld } from './world.ts';

/*
 * A process of its own that plays every n-th run and tells of each, before and after it, until whoever started it hangs up: what a run costs is
 * time of one core.
 */

const { seed, first, step }: Part = JSON.parse(process.argv[2] ?? '{}');
const folder = await mkdtemp(join(tmpdir(), 'tap-fluxx-fuzz-'));
const world = await startWorld();
try {
  const stage = { program: await loadProgram(), world, folder };
  const baseline = await makeBaseline(stage);
  for (let index = first; process.connected; index += step) {
    say({ begins: index });
    const run = await playRun(stage, baseline, seed, index);
    say({ index, run });
  }
} finally {
  await world.simulator.close();
  await rm(folder, { recursive: true, force: true });
}

function say(word: Word): void {
  if (process.connected) process.send?.(word);
}
