import { withDeletionMark } from '../catalog/deletion-mark.ts';
import type { Config } from '../config/config.ts';
import type { StreamDefinition } from '../core/stream-definition.ts';
import type { DiscoveryOptions } from './command.ts';
import { discoverChosen } from './discover-chosen.ts';
import { openReferencePages } from './open-reference-pages.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The streams of the instance as people are shown them, in a catalog or in the dictionary.
 * @throws ConnectorError REFERENCE_PAGES_MISSING, CONFIG_INVALID, and what keeps the instance from being asked
 */
export async function discoverInstance(
  config: Config,
  { probe, referencePages: folder }: DiscoveryOptions,
  { createSource, log, redactor }: Pick<Surroundings, 'createSource' | 'log' | 'redactor'>,
): Promise<readonly StreamDefinition[]> {
  const referencePages = folder === undefined ? [] : await openReferencePages(folder, log);
  const source = createSource(config);
  const chosen = await discoverChosen(config, undefined, { source, log, redactor, probe, referencePages });
  return config.detectDeletions ? chosen.map(withDeletionMark) : chosen;
}
