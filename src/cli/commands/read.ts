import { warnOfMissingMark } from '../../catalog/deletion-mark.ts';
import { staticModel } from '../../catalog/known/static-models.ts';
import { readableFields, withheldSecrets } from '../../catalog/readable-fields.ts';
import { pagesOfCatalog } from '../../catalog/reference-pages/pages-of-catalog.ts';
import { type StreamPlan, selectStreams } from '../../catalog/select-streams.ts';
import type { Config } from '../../config/config.ts';
import type { Log } from '../../core/logger.ts';
import type { SelectedStream, StreamSelection } from '../../core/selected-stream.ts';
import { deletionMark, isDynamicModel, type StreamDefinition } from '../../core/stream-definition.ts';
import type { Source } from '../../engine/ports.ts';
import { runSync } from '../../engine/run-sync.ts';
import { decodeFile, readJsonFile, readTextFile } from '../../platform/json-file.ts';
import { createAirbyteEncoder } from '../../protocols/airbyte/encode-sync.ts';
import { decodeCatalog } from '../../protocols/decode-catalog.ts';
import { decodeStateText, type States } from '../../protocols/decode-state.ts';
import { createSingerEncoder } from '../../protocols/singer/encode-sync.ts';
import type { SyncEncoder } from '../../protocols/sync-encoder.ts';
import type { Command } from '../command.ts';
import { discoverChosen } from '../discover-chosen.ts';
import { openConfig } from '../open-config.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';
import { writeEvents } from '../write-events.ts';

type ReadCommand = Command & { readonly kind: 'read' };

/** A crash may cost this much reading again; a state line more often would be a load of its own. */
const pace = { records: 10_000, milliseconds: 30_000 };

/** Reads the streams of the catalog and writes their messages. Exit code 1 when any stream was not read to its end. */
export async function read(command: ReadCommand, surroundings: Surroundings): Promise<ExitCode> {
  const config = await openConfig(command.config, surroundings);
  const selections = command.catalog === undefined ? undefined : await openCatalog(command.catalog, surroundings.log);
  const states: States = command.state === undefined ? new Map() : await openState(command.state, surroundings.log);
  const source = surroundings.createSource(config);
  const plan = await planStreams({ config, selections, source, protocol: command.protocol }, surroundings);
  if (plan.streams.length + plan.missing.length === 0)
    surroundings.log('warn', 'No stream is selected: nothing to read');
  if (command.state !== undefined) tellOfUselessState(states, plan.streams, surroundings.log);
  // A Singer target is told the schema by the tap itself.
  if (config.detectDeletions && command.protocol === 'airbyte')
    warnOfMissingMark(selections ?? [], plan.streams, surroundings.log);
  const events = runSync({
    source,
    ...plan,
    states,
    settings: config,
    log: surroundings.log,
    pace,
    now: surroundings.now,
    signal: surroundings.signal,
  });
  const encoder = createEncoder(command.protocol, states, surroundings.now);
  const names = [...plan.missing.map(({ stream }) => stream), ...plan.streams].map(({ definition }) => definition.name);
  return writeEvents(events, encoder, names, surroundings);
}

async function openCatalog(path: string, log: Log): Promise<readonly StreamSelection[]> {
  const catalog = await readJsonFile(path, 'catalog');
  return decodeFile(path, () => decodeCatalog(catalog, log));
}

async function openState(path: string, log: Log): Promise<States> {
  const text = await readTextFile(path, 'state');
  return decodeFile(path, () => decodeStateText(text, log));
}

/** A state that is empty, or another tap's, would else cost a full load without a word. */
function tellOfUselessState(states: States, streams: readonly SelectedStream[], log: Log): void {
  if (streams.some(({ definition }) => states.has(definition.name))) return;
  log('info', 'The state has none of the streams that are read: all of them are read from their beginning');
}

function createEncoder(protocol: ReadCommand['protocol'], states: States, now: () => number): SyncEncoder {
  return protocol === 'airbyte' ? createAirbyteEncoder(now) : createSingerEncoder(states, now);
}

interface PlanSources {
  readonly config: Config;
  readonly selections: readonly StreamSelection[] | undefined;
  readonly source: Source;
  readonly protocol: ReadCommand['protocol'];
}

/** Joins catalog, settings and instance. The instance is asked for its schema only when the catalog goes beyond ours. */
async function planStreams(
  { config, selections, source, protocol }: PlanSources,
  surroundings: Surroundings,
): Promise<StreamPlan> {
  const isKnown = selections?.every(isStatic) === true && config.streams === undefined;
  const names = selections?.map(({ name }) => name);
  const asking = {
    source,
    log: surroundings.log,
    redactor: surroundings.redactor,
    forgives: 'anything' as const,
    referencePages: pagesOfCatalog(selections ?? []),
  };
  const discovered = isKnown
    ? selections.map(({ name }) => staticModel(name)).filter((definition) => definition !== undefined)
    : await discoverChosen(config, names, asking);
  const definitions = new Map(discovered.map((definition) => [definition.name as string, definition]));
  const allowed = config.streams?.map(({ name }) => name);
  const leftOut =
    selections?.filter(({ name }) => allowed?.includes(name) === false).map(({ name }): string => name) ?? [];
  if (protocol === 'singer' && leftOut.length > 0) {
    surroundings.log('warn', `Not read, since the setting \`streams\` leaves them out: ${leftOut.join(', ')}`);
  }
  // Airbyte takes a stream of its catalog that nothing is said of for an empty one: there it must fail.
  const wanted = selections?.filter(({ name }) => protocol === 'airbyte' || !leftOut.includes(name));
  return selectStreams(wanted ?? selectAll(discovered, config), {
    definitions,
    leftOut: new Set(leftOut),
    readable: (definition) => readableFields(definition, config),
    withheld: (definition) => withheldSecrets(definition, config),
    detectDeletions: config.detectDeletions,
    log: surroundings.log,
  });
}

/** Whether our own schemas describe all that is asked for. */
function isStatic({ name, properties, page }: StreamSelection): boolean {
  const definition = isDynamicModel(name) ? undefined : staticModel(name);
  if (!definition || properties === 'all' || page !== undefined) return false;
  const known = new Set(['updated_at', deletionMark.property, ...definition.fields.map(({ property }) => property)]);
  return properties.every((property) => known.has(property.name));
}

/** Without a catalog, everything; also the streams of the settings that are not there, so that each fails alone. */
function selectAll(discovered: readonly StreamDefinition[], { streams = [] }: Config): readonly StreamSelection[] {
  const found = new Set(discovered.map(({ name }) => name));
  const absent = streams.filter(({ name }) => !found.has(name)).map(({ name }) => ({ name, cursor: undefined }));
  return [...discovered, ...absent].map(({ name, cursor }) => ({
    name,
    mode: cursor ? 'incremental' : 'full',
    properties: 'all',
  }));
}
