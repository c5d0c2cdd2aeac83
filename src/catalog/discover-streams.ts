import { ConnectorError, isHopeless } from '../core/connector-error.ts';
import type { Log } from '../core/logger.ts';
import { isDynamicModel, type StreamDefinition, type StreamName } from '../core/stream-definition.ts';
import type { Source } from '../engine/ports.ts';
import { toModelName } from './known/model-names.ts';
import { staticModel, staticModelNames } from './known/static-models.ts';
import { customFieldsByClass } from './metadata/custom-fields-by-class.ts';
import { fetchCustomFields, fetchDynamicModels } from './metadata/fetch-metadata.ts';
import { toDynamicDefinition, withCustomFields } from './metadata/live-definitions.ts';
import { withOwnNames } from './metadata/own-names.ts';
import { applyReferencePages } from './reference-pages/apply-reference-pages.ts';
import type { ReferencePage } from './reference-pages/reference-page.ts';

/** What to look for. */
export interface DiscoverySettings {
  readonly customFields: 'discover' | 'leave-out';
  readonly dynamicModels: 'discover' | 'leave-out';
  readonly multiSelect: 'values' | 'paths';
  /** The only streams wanted; `undefined` for all. */
  readonly names: readonly StreamName[] | undefined;
  /** What the instance's own reference says of models, where somebody saved it. */
  readonly referencePages: readonly ReferencePage[];
}

/**
 * The streams of an instance: the static models, the dynamic ones that its metadata lists, both as its reference pages
 * describe them where there are any, with the fields that were added. A few calls in parallel. Where the metadata cannot be read, the static schemas serve, with a warning.
 * @throws ConnectorError when the instance cannot be reached, or refuses the credentials
 */
export async function discoverStreams(
  source: Source,
  settings: DiscoverySettings,
  log: Log,
): Promise<readonly StreamDefinition[]> {
  // Where only standard models are wanted, nobody asks for the others.
  const mayBeDynamic = settings.names?.some(isDynamicModel) ?? true;
  const [dynamicModels, customFields] = await Promise.all([
    settings.dynamicModels === 'discover' && mayBeDynamic
      ? orWarn(fetchDynamicModels(source), 'dynamic_models', log)
      : undefined,
    settings.customFields === 'discover' ? orWarn(fetchCustomFields(source), 'custom_fields', log) : undefined,
  ]);
  const wanted = settings.names && new Set<string>(settings.names);
  const isWanted = (name: string): boolean => wanted?.has(name) ?? true;
  // Among the static schemas are dynamic models of other customers. Without a list of this instance's own, such a model
  // is believed to be here only where it was asked for by name.
  const isThere = (name: string): boolean =>
    !isDynamicModel(name) || (dynamicModels === undefined && wanted !== undefined);
  const statics = staticModelNames.filter((name) => isWanted(name) && isThere(name));
  const known = [
    ...statics.map(staticModel).filter((definition) => definition !== undefined),
    ...withOwnNames((dynamicModels ?? []).map(toDynamicDefinition)).filter(({ name }) => isWanted(name)),
  ];
  const definitions = applyReferencePages(known, settings.referencePages, {
    multiSelect: settings.multiSelect,
    isWanted,
    unlistedModels: isBelieved(settings, dynamicModels) ? 'believe' : 'doubt',
    log,
  });
  const { byClass, strays } = customFieldsByClass(definitions, customFields ?? []);
  if (wanted === undefined) tellOf(strays, log);
  const extended = definitions.map((definition) =>
    withCustomFields(definition, byClass.get(definition.className) ?? [], settings.multiSelect),
  );
  return extended.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** An instance may have standard models that no list knows: their fields are the only trace of them. */
function tellOf(strays: readonly string[], log: Log): void {
  const unknown = strays.filter((className) => !isDynamicModel(toModelName(className)));
  if (unknown.length === 0) return;
  log(
    'info',
    `This instance has fields of models that are not known, and that are no streams: ${unknown.join(', ')}. ` +
      'Their reference pages would make streams of them (discover --reference-pages)',
  );
}

/** Whether a dynamic model of a page may be there: no list contradicts it, and it was not left out on purpose. */
function isBelieved({ dynamicModels, names }: DiscoverySettings, listed: readonly unknown[] | undefined): boolean {
  return listed === undefined && (dynamicModels === 'discover' || names !== undefined);
}

/** Of the error only the code is told: its advice is about a stream that somebody wants. */
async function orWarn<T>(
  reading: Promise<T>,
  setting: 'dynamic_models' | 'custom_fields',
  log: Log,
): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof ConnectorError) || isHopeless(error) || error.kind === 'transient') {
      throw error;
    }
    log(
      'warn',
      `The ${setting.replace('_', ' ')} of this instance cannot be discovered (${error.code}): they are missing from the ` +
        `discovered catalog. Set \`${setting}\` to false to silence this.`,
    );
    log('debug', error.message);
    return undefined;
  }
}
