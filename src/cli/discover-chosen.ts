import { discoverStreams } from '../catalog/discover-streams.ts';
import { staticModelNames } from '../catalog/known/static-models.ts';
import { adoptCursors } from '../catalog/probes/adopt-cursors.ts';
import { probeStreams } from '../catalog/probes/probe-streams.ts';
import { unreadChoices } from '../catalog/readable-fields.ts';
import type { ReferencePage } from '../catalog/reference-pages/reference-page.ts';
import { applyChoices, type ChoiceProblem } from '../config/apply-choices.ts';
import type { Config } from '../config/config.ts';
import { configError } from '../config/config-error.ts';
import type { StreamDefinition, StreamName } from '../core/stream-definition.ts';
import type { Source } from '../engine/ports.ts';
import type { Surroundings } from './surroundings.ts';
import { withoutSecrets } from './without-secrets.ts';

/** How the instance is asked, and what is known of it beforehand. */
export interface Asking {
  readonly source: Source;
  readonly log: Surroundings['log'];
  readonly redactor: Surroundings['redactor'];
  /** Asks for each stream whether it is there, and what it returns. */
  readonly probe?: boolean;
  /** Which choices may name what is not there. By default those of fields and models that may have been deleted. */
  readonly forgives?: 'nothing' | 'deleted' | 'anything';
  readonly referencePages?: readonly ReferencePage[];
}

/**
 * The streams of the instance that are wanted or that the setting `streams` lists, these first; without either, all.
 * @throws ConnectorError CONFIG_INVALID for a choice of what the instance does not have
 */
export async function discoverChosen(
  config: Config,
  wanted: readonly StreamName[] | undefined,
  { source, log, redactor, forgives = 'deleted', probe = false, referencePages = [] }: Asking,
): Promise<readonly StreamDefinition[]> {
  const listed = config.streams?.map(({ name }) => name);
  const names = listed ? [...listed, ...(wanted ?? [])] : wanted;
  const told = await discoverStreams(source, { ...config, names, referencePages }, log);
  const discovered = await withoutSecrets(told, redactor, log);
  // A catalog says already which streams have a cursor; without one, the instance is asked, which a probe does for all.
  const asksForCursors = wanted === undefined && !probe;
  const definitions = asksForCursors ? await adoptCursors(source, discovered, { ...config, log }) : discovered;
  const { chosen, problems } = applyChoices(definitions, config.streams, staticModelNames);
  const isForgiven = ({ mayBeGone }: ChoiceProblem): boolean =>
    forgives === 'anything' || (forgives === 'deleted' && mayBeGone);
  if (!problems.every(isForgiven)) throw configError(problems);
  for (const { problem } of problems) log('warn', `The setting \`streams\` ${problem}`);
  const unread = chosen.flatMap((definition) => unreadChoices(definition, config));
  if (unread.length > 0) log('warn', `Not read, although \`streams\` lists them: ${unread.join(', ')}`);
  const streams = [...new Set([...chosen, ...definitions])];
  return probe ? probeStreams(source, streams, { ...config, log }) : streams;
}
