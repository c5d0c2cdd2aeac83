import { setMaxListeners } from 'node:events';
import { warnOfMissingMark } from '../../catalog/deletion-mark.ts';
import type { StreamPlan } from '../../catalog/select-streams.ts';
import type { Config } from '../../config/config.ts';
import { counted } from '../../core/counted.ts';
import type { Log } from '../../core/logger.ts';
import type { SelectedStream, StreamSelection } from '../../core/selected-stream.ts';
import type { SyncEvent } from '../../core/sync-event.ts';
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
  const { protocol, extent } = command;
  const { log, now } = surroundings;
  const config = await openConfig(command.config, surroundings);
  const selections = command.catalog === undefined ? undefined : await openCatalog(command.catalog, log);
  const given: GivenStates = command.state === undefined ? new Map() : await openState(command.state, log);
  const memory = watchMemory(undefined, () =>
    log('info', 'Little memory is left: pages are asked for one at a time while that is so'),
  );
  const signal = AbortSignal.any([surroundings.signal, memory.signal]);
  setMaxListeners(0, signal); // see main.ts
  const source = surroundings.createSource(config, { signal, isTight: memory.isTight });
  const job = protocol === 'airbyte' ? jobIn(surroundings.environment) : undefined;
  const planned = await planStreams({ config, selections, source, protocol, job }, surroundings);
  const plan = takeUpStates(planned, given, log);
  if (plan.streams.length + plan.missing.length === 0) log('warn', 'No stream is selected: nothing to read');
  else log('info', `Reading ${counted(plan.streams.length, 'stream')} of ${new URL(config.baseUrl).host}`);
  if (command.state !== undefined) tellOfUselessState(given, planned.streams, { protocol, log });
  // A Singer target is told the schema by the tap itself.
  if (config.detectDeletions && protocol === 'airbyte') warnOfMissingMark(selections ?? [], plan.streams, log);
  const events =
    extent === 'schema'
      ? tellSchemas(plan)
      : runSync({ source, ...plan, settings: config, extent, log, pace: usualPace, now, signal });
  const names = [...plan.missing.map(({ stream }) => stream), ...plan.streams].map(({ definition }) => definition.name);
  const encoder = createEncoder(command, { config, given, streams: names, now, log });
  return writeEvents(events, encoder, names, surroundings).finally(memory.stop);
}

/** Every stream as one that was read and had nothing new. */
async function* tellSchemas({ streams, missing }: StreamPlan): AsyncGenerator<SyncEvent> {
  for (const { stream, error } of missing) {
    yield { kind: 'stream-finished', stream, outcome: { kind: 'failed', records: 0, error } };
  }
  for (const stream of streams) {
    yield { kind: 'stream-started', stream };
    yield { kind: 'stream-finished', stream, outcome: { kind: 'complete', records: 0 } };
  }
}

async function openCatalog(path: string, log: Log): Promise<readonly StreamSelection[]> {
  const catalog = await readJsonFile(path, 'catalog');
  return decodeFile(path, () => decodeCatalog(catalog, log));
}

async function openState(path: string, log: Log): Promise<GivenStates> {
  const text = await readTextFile(path, 'state');
  return decodeFile(path, () => decodeStateText(text, log));
}

/**
 * A state that is empty, or another tap's, would else cost a full load without a word. Airbyte gives an empty one to every first
 * run; with Singer somebody has to name the file.
 */
function tellOfUselessState(
  states: GivenStates,
  streams: readonly SelectedStream[],
  { protocol, log }: Pick<ReadCommand, 'protocol'> & Pick<Surroundings, 'log'>,
): void {
  if (streams.some(({ definition }) => states.has(definition.name))) return;
  const message = 'The state has none of the streams that are read: all of them are read from their beginning';
  log(protocol === 'singer' ? 'warn' : 'info', message);
}

/** What an encoder is made of besides the command. */
interface Encoding extends Pick<Surroundings, 'now' | 'log'> {
  readonly config: Config;
  readonly given: GivenStates;
  readonly streams: readonly string[];
}

function createEncoder({ protocol, extent }: ReadCommand, { config, given, streams, now, log }: Encoding): SyncEncoder {
  if (protocol === 'airbyte') return createAirbyteEncoder(now);
  if (extent === 'all') return createSingerEncoder(given, now, { ...config.singer, streams, log });
  // A test reads one record of each stream: to declare all others gone would empty the target.
  const encoder = createSingerEncoder(given, now, { ...config.singer, activatesVersions: false, streams: [], log });
  // Who asks for the schemas gets nothing else: nothing was read that a state could speak of.
  return extent === 'schema' ? { ...encoder, finish: () => '' } : encoder;
}
