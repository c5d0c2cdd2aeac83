import type { Log } from '../core/logger.ts';
import { isDynamicModel, type StreamDefinition, type StreamName } from '../core/stream-definition.ts';
import type { Source } from '../engine/ports.ts';
import { toModelName } from './known/model-names.ts';
import { staticModel, staticModelNames } from './known/static-models.ts';
import { customFieldsByClass } from './metadata/custom-fields-by-class.ts';
import type { DynamicModel } from './metadata/fetch-metadata.ts';
import { toDynamicDefinition, withCustomFields } from './metadata/live-definitions.ts';
import { withOwnNames } from './metadata/own-names.ts';
import { type Metadata, type MetadataWanted, readMetadata } from './metadata/read-metadata.ts';
import { adoptSpellings } from './probes/adopt-spellings.ts';
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
 * describe them where there are any, with the fields that were added. A few calls in parallel.
 *
 * All of the instance's own models are looked at, also those that nobody wants and those that were deleted: whose name,
 * field, page or URL something is must not depend on what else is read, or was there before.
 * @throws ConnectorError when the instance cannot be reached, or refuses the credentials
 */
export async function discoverStreams(
  source: Source,
  settings: DiscoverySettings,
  log: Log,
): Promise<readonly StreamDefinition[]> {
  const { names, multiSelect } = settings;
  const metadata = await readMetadata(source, metadataFor(settings), log);
  const isWanted = (name: string): boolean => names?.some((wanted) => wanted === name) ?? true;
  const dynamics = dynamicsFor(names, metadata.dynamicModels);
  const gone = new Set(metadata.dynamicModels?.filter(({ isGone }) => isGone).map(({ className }) => className));
  const known = [...staticsFor(names), ...dynamics];
  const definitions = applyReferencePages(known, settings.referencePages, {
    multiSelect,
    isWanted,
    unlistedModels: isBelieved(settings, metadata) ? 'believe' : 'doubt',
    log,
  });
  const { byClass, strays } = customFieldsByClass(definitions, metadata.customFields ?? []);
  if (names === undefined) tellOfUnknownModels(strays, log);
  const extended = definitions
    .filter(({ name, className }) => isWanted(name) && !gone.has(className))
    .map((definition) => withCustomFields(definition, byClass.get(definition.className) ?? [], multiSelect));
  const spelled = await adoptSpellings(source, extended, { among: definitions, log });
  return spelled.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** Where only standard models are wanted, nobody asks for the others. */
function metadataFor({ customFields, dynamicModels, names }: DiscoverySettings): MetadataWanted {
  const mayBeDynamic = names?.some(isDynamicModel) ?? true;
  return { dynamicModels: dynamicModels === 'discover' && mayBeDynamic, customFields: customFields === 'discover' };
}

/** The standard models that are wanted. Dynamic models of other customers, which are among the schemas, are none. */
function staticsFor(names: readonly StreamName[] | undefined): readonly StreamDefinition[] {
  const wanted = names && new Set(names);
  return staticModelNames
    .filter((name) => !isDynamicModel(name) && (wanted?.has(name) ?? true))
    .map(staticModel)
    .filter((definition) => definition !== undefined);
}

/** Without a list of the instance's own, a dynamic model is believed to be there where it is asked for by name. */
function dynamicsFor(
  names: readonly StreamName[] | undefined,
  listed: readonly DynamicModel[] | undefined,
): readonly StreamDefinition[] {
  if (listed) return withOwnNames(listed.map(toDynamicDefinition));
  const named = (names ?? []).filter(isDynamicModel);
  return [...new Set(named)].map((name) => staticModel(name) ?? toDynamicDefinition({ className: name, label: name }));
}

/** Whether a dynamic model of a page may be there: no list contradicts it, and it was not left out on purpose. */
function isBelieved({ dynamicModels, names }: DiscoverySettings, metadata: Metadata): boolean {
  return metadata.dynamicModels === undefined && (dynamicModels === 'discover' || names !== undefined);
}

/** An instance may have standard models that no list knows: their fields are the only trace of them. */
function tellOfUnknownModels(strays: readonly string[], log: Log): void {
  const unknown = strays.filter((className) => !isDynamicModel(toModelName(className)));
  if (unknown.length === 0) return;
  log(
    'info',
    `This instance has fields of models that are not known, and that are no streams: ${unknown.join(', ')}. ` +
      'Their reference pages would make streams of them (discover --reference-pages)',
  );
}
