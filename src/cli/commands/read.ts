import { setMaxListeners } from 'node:events';
import { warnOfMissingMark } from '../../catalog/deletion-mark.ts';
import type { Log } from '../../core/logger.ts';
import type { SelectedStream, StreamSelection } from '../../core/selected-stream.ts';
import { usualPace } from '../../engine/pace-checkpoints.ts';
import { runSync } from '../../engine/run-sync.ts';
import { decodeFile, readJsonFile, readTextFile } from '../../platform/json-file.ts';
import { watchMemory } from '../../platform/watch-memory.ts';
import { createAirbyteEncoder } from '../../protocols/airbyte/encode-sync.ts';
import { decodeCatalog } from '../../protocols/decode-catalog.ts';
import { decodeStateText, type GivenStates } from '../../protocols/decode-state.ts';
import { createSingerEncoder } from '../../protocols/singer/encode-sync.ts';
import type { SyncEncoder } from '../../protocols/sync-encoder.ts';
import type { Command } from '../command.ts';
import { jobIn } from '../job-in.ts';
import { openConfig } from '../open-config.ts';
import { planStreams } from '../plan-streams.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';
import { takeUpStates } from '../take-up-states.ts';
import { writeEvents } from '../write-events.ts';

type ReadCommand = Command & { readonly kind: 'read' };

/** Reads the streams of the catalog and writes their messages. Exit code 1 when any stream was not read to its end. */
export async function read(command: ReadCommand, surroundings: Surroundings): Promise<ExitCode> {
  const config = await openConfig(command.config, surroundings);
  const selections = command.catalog === undefined ? undefined : await openCatalog(command.catalog, surroundings.log);
  const given: GivenStates = command.state === undefined ? new Map() : await openState(command.state, surroundings.log);
  const memory = watchMemory(undefined, () =>
    surroundings.log('info', 'Little memory is left: pages are asked for one at a time while that is so'),
  );
  const signal = AbortSignal.any([surroundings.signal, memory.signal]);
  setMaxListeners(0, signal); // see main.ts
  const source = surroundings.createSource(config, { signal, isTight: memory.isTight });
  const { protocol } = command;
  const job = protocol === 'airbyte' ? jobIn(surroundings.environment) : undefined;
  const planned = await planStreams({ config, selections, source, protocol, job }, surroundings);
  const plan = takeUpStates(planned, given, surroundings.log);
  if (plan.streams.length + plan.missing.length === 0)
    surroundings.log('warn', 'No stream is selected: nothing to read');
  if (command.state !== undefined) tellOfUselessState(given, planned.streams, surroundings.log);
  // A Singer target is told the schema by the tap itself.
  if (config.detectDeletions && command.protocol === 'airbyte')
    warnOfMissingMark(selections ?? [], plan.streams, surroundings.log);
  const events = runSync({
    source,
    ...plan,
    settings: config,
    log: surroundings.log,
    pace: usualPace,
    now: surroundings.now,
    signal,
  });
  const encoder = createEncoder(command.protocol, given, surroundings.now);
  const names = [...plan.missing.map(({ stream }) => stream), ...plan.streams].map(({ definition }) => definition.name);
  return writeEvents(events, encoder, names, surroundings).finally(memory.stop);
}

async function openCatalog(path: string, log: Log): Promise<readonly StreamSelection[]> {
  const catalog = await readJsonFile(path, 'catalog');
  return decodeFile(path, () => decodeCatalog(catalog, log));
}

async function openState(path: string, log: Log): Promise<GivenStates> {
  const text = await readTextFile(path, 'state');
  return decodeFile(path, () => decodeStateText(text, log));
}

/** A state that is empty, or another tap's, would else cost a full load without a word. */
function tellOfUselessState(states: GivenStates, streams: readonly SelectedStream[], log: Log): void {
  if (streams.some(({ definition }) => states.has(definition.name))) return;
  log('info', 'The state has none of the streams that are read: all of them are read from their beginning');
}

function createEncoder(protocol: ReadCommand['protocol'], given: GivenStates, now: () => number): SyncEncoder {
  return protocol === 'airbyte' ? createAirbyteEncoder(now) : createSingerEncoder(given, now);
}
