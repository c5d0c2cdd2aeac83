import {
  type FieldDefinition,
  isAutomatic,
  type StreamDefinition,
  type StreamName,
} from '../core/stream-definition.ts';

/** What the user's settings leave of a stream's fields. */
export interface FieldSettings {
  readonly fields: 'all' | 'stored';
  readonly secrets: 'include' | 'leave-out';
  /** The setting `streams`, with the fields that it lists for a stream. */
  readonly streams:
    | readonly { readonly name: StreamName; readonly fields: readonly string[] | undefined }[]
    | undefined;
}

/** The fields of a stream that may be read under the user's settings. Some always come along (see `isAutomatic`). */
export function readableFields(definition: StreamDefinition, settings: FieldSettings): readonly FieldDefinition[] {
  const listed = settings.streams?.find(({ name }) => name === definition.name)?.fields;
  const isListed = (field: FieldDefinition): boolean =>
    listed === undefined || isAutomatic(field, definition) || isNamed(field, listed);
  return definition.fields.filter((field) => isListed(field) && whyLeftOut(field, settings) === undefined);
}

/** The fields that could be read if secrets were. */
export function withheldSecrets(definition: StreamDefinition, settings: FieldSettings): readonly FieldDefinition[] {
  if (settings.secrets === 'include') return [];
  return readableFields(definition, { ...settings, secrets: 'include' }).filter(({ secret }) => secret);
}

/** The fields that `streams` lists and other settings leave out nevertheless, each as `stream:field` with the reason. */
export function unreadChoices(definition: StreamDefinition, settings: FieldSettings): readonly string[] {
  const listed = settings.streams?.find(({ name }) => name === definition.name)?.fields ?? [];
  return definition.fields.flatMap((field) => {
    const reason = isNamed(field, listed) ? whyLeftOut(field, settings) : undefined;
    return reason === undefined ? [] : [`${definition.name}:${field.name} (${reason})`];
  });
}

/** By its name at Fluxx, or by the property that catalogs show. */
function isNamed({ name, property }: FieldDefinition, listed: readonly string[]): boolean {
  return listed.includes(name) || listed.includes(property);
}

function whyLeftOut(field: FieldDefinition, settings: FieldSettings): string | undefined {
  if (settings.secrets === 'leave-out' && field.secret) return 'a secret, and `include_secrets` is false';
  if (settings.fields === 'stored' && field.cost !== 'stored') return 'not stored, and `fields` is stored';
  return undefined;
}
