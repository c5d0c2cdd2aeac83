import { type StreamDefinition, storedField } from '../core/stream-definition.ts';

/** The definition with `updated_at` as a field and as its cursor. */
export function withCursor(definition: StreamDefinition): StreamDefinition {
  // A reference page may list it as something else than a time.
  const others = definition.fields.filter(({ name }) => name !== 'updated_at');
  const fields = [...others, storedField('updated_at', 'datetime')];
  return { ...definition, cursor: 'updated_at', fields };
}
