import { ConnectorError } from '../core/connector-error.ts';
import type { Log } from '../core/logger.ts';
import type { FieldDefinition, ModelName, StreamDefinition, StreamName } from '../core/stream-definition.ts';
import type { Source } from '../engine/ports.ts';
import { type CustomField, fetchCustomFields, fetchDynamicModels } from './fetch-metadata.ts';
import { toDynamicDefinition, withCustomFields } from './live-definitions.ts';
import { staticModel, staticModelNames } from './static-models.ts';

/** What to look for. */
export interface DiscoverySettings {
  readonly customFields: 'discover' | 'leave-out';
  readonly dynamicModels: 'discover' | 'leave-out';
  readonly multiSelect: 'values' | 'paths';
  /** The only streams wanted; `undefined` for all. */
  readonly names: readonly StreamName[] | undefined;
}

/**
 * The streams of an instance: the static models, the dynamic ones that its metadata lists, with the fields that were
 * added to either. A few calls in parallel. Where the metadata cannot be read, the static schemas serve, with a warning.
 * @throws ConnectorError when the instance cannot be reached, or refuses the credentials
 */
export async function discoverStreams(
  source: Source,
  settings: DiscoverySettings,
  log: Log,
): Promise<readonly StreamDefinition[]> {
  const [dynamicModels, customFields] = await Promise.all([
    settings.dynamicModels === 'discover' ? orWarn(fetchDynamicModels(source), 'dynamic models', log) : undefined,
    settings.customFields === 'discover' ? orWarn(fetchCustomFields(source), 'custom fields', log) : undefined,
  ]);
  const isWanted = (name: string): boolean =>
    settings.names === undefined || settings.names.includes(name as StreamName);
  const dynamicNames = new Set(dynamicModels?.map(({ model }): string => model));
  // Three dynamic models of one customer are among the static schemas: they stay only where the instance lists them.
  const isThere = (name: string): boolean =>
    !name.startsWith('mac_model_type_dyn_') || dynamicModels === undefined || dynamicNames.has(name);
  const statics = staticModelNames().filter((name) => isWanted(name) && isThere(name) && !dynamicNames.has(name));
  const definitions = [
    ...statics.map(staticModel).filter((definition) => definition !== undefined),
    ...(dynamicModels ?? []).filter(({ model }) => isWanted(model)).map(toDynamicDefinition),
  ];
  const byModel = groupByModel(customFields ?? []);
  const extended = definitions.map((definition) =>
    withCustomFields(definition, byModel.get(definition.model) ?? [], settings.multiSelect),
  );
  return extended.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function orWarn<T>(reading: Promise<T>, what: string, log: Log): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (
      !(error instanceof ConnectorError) ||
      error.kind === 'auth' ||
      error.kind === 'config' ||
      error.kind === 'transient'
    ) {
      throw error;
    }
    log('warn', `The ${what} of this instance cannot be discovered, known schemas are used: ${error.message}`);
    return undefined;
  }
}

function groupByModel(fields: readonly CustomField[]): ReadonlyMap<ModelName, readonly CustomField[]> {
  const groups = new Map<ModelName, CustomField[]>();
  for (const field of fields) groups.set(field.model, [...(groups.get(field.model) ?? []), field]);
  return groups;
}

/** What the user's settings leave of a stream's fields. */
export interface FieldSettings {
  readonly fields: 'all' | 'stored';
  readonly secrets: 'include' | 'leave-out';
  /** The setting `streams`, with the fields that it lists for a stream. */
  readonly streams:
    | readonly { readonly name: StreamName; readonly fields: readonly string[] | undefined }[]
    | undefined;
}

/** The fields of a stream that may be read under the user's settings. `id` and the cursor always come along. */
export function readableFields(definition: StreamDefinition, settings: FieldSettings): readonly FieldDefinition[] {
  const listed = settings.streams?.find(({ name }) => name === definition.name)?.fields;
  const isListed = (name: string): boolean =>
    listed === undefined || name === 'id' || name === definition.cursor || listed.includes(name);
  return definition.fields.filter(
    (field) =>
      isListed(field.name) &&
      (settings.secrets === 'include' || !field.secret) &&
      (settings.fields === 'all' || field.cost === 'stored'),
  );
}
