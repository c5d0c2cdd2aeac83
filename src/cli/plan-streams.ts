import { staticModel } from '../catalog/known/static-models.ts';
import { readableFields, withheldSecrets } from '../catalog/readable-fields.ts';
import { pagesOfCatalog } from '../catalog/reference-pages/pages-of-catalog.ts';
import { type StreamPlan, selectStreams } from '../catalog/select-streams.ts';
import type { Config } from '../config/config.ts';
import { type ConnectorError, isAboutOneModel } from '../core/connector-error.ts';
import type { StreamSelection } from '../core/selected-stream.ts';
import { deletionMark, isDynamicModel, type StreamDefinition } from '../core/stream-definition.ts';
import type { Source } from '../engine/ports.ts';
import { discoverChosen } from './discover-chosen.ts';
import type { Surroundings } from './surroundings.ts';

/** What a plan is made from. */
export interface PlanSources {
  readonly config: Config;
  /** What a catalog asks for; without one, everything is read that the settings allow. */
  readonly selections: readonly StreamSelection[] | undefined;
  readonly source: Source;
  readonly protocol: 'airbyte' | 'singer';
  /** The job of Airbyte's platform that the run belongs to. */
  readonly job?: string | undefined;
}

/** What planning needs. */
type Planning = Pick<Surroundings, 'log' | 'redactor'>;

/**
 * Joins catalog, settings and instance. The instance is asked for its schema only when the catalog goes beyond ours.
 * @throws ConnectorError where the instance cannot be asked, and nothing can be read without
 */
export async function planStreams(sources: PlanSources, surroundings: Planning): Promise<StreamPlan> {
  const { config, selections, protocol } = sources;
  const { definitions, unknownFor } = await findDefinitions(sources, surroundings);
  const allowed = config.streams?.map(({ name }) => name);
  const leftOut =
    selections?.filter(({ name }) => allowed?.includes(name) === false).map(({ name }): string => name) ?? [];
  if (protocol === 'singer' && leftOut.length > 0) {
    surroundings.log('warn', `Not read, since the setting \`streams\` leaves them out: ${leftOut.join(', ')}`);
  }
  // Airbyte takes a stream of its catalog that nothing is said of for an empty one: there it must fail.
  const wanted = selections?.filter(({ name }) => protocol === 'airbyte' || !leftOut.includes(name));
  return selectStreams(wanted ?? selectAll(definitions, config), {
    definitions: new Map(definitions.map((definition) => [definition.name as string, definition])),
    unknownFor,
    leftOut: new Set(leftOut),
    readable: (definition) => readableFields(definition, config),
    withheld: (definition) => withheldSecrets(definition, config),
    detectDeletions: config.detectDeletions,
    job: sources.job,
    log: surroundings.log,
  });
}

/** What is known of the streams that are wanted, and why no more is. */
interface Found {
  readonly definitions: readonly StreamDefinition[];
  readonly unknownFor?: ConnectorError;
}

/**
 * Where the instance does not tell its schema, the streams of a catalog that need nothing of it are read all the same. Without
 * a catalog, what is not known would be missing in silence.
 */
async function findDefinitions(
  { config, selections, source }: PlanSources,
  { log, redactor }: Planning,
): Promise<Found> {
  const known = selections?.filter(isStatic) ?? [];
  const statics = known.map(({ name }) => staticModel(name)).filter((definition) => definition !== undefined);
  if (known.length === selections?.length && config.streams === undefined) return { definitions: statics };
  const names = selections?.map(({ name }) => name);
  const referencePages = pagesOfCatalog(selections ?? []);
  try {
    const asking = { source, log, redactor, forgives: 'anything', referencePages } as const;
    return { definitions: await discoverChosen(config, names, asking) };
  } catch (error) {
    if (statics.length === 0 || !isAboutOneModel(error)) throw error;
    log(
      'warn',
      `Only streams that are known beforehand are read: the instance does not tell its schema. ${error.message}`,
    );
    return { definitions: statics, unknownFor: error };
  }
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
