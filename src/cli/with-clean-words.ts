import type { StreamDefinition } from '../core/stream-definition.ts';

/**
 * A stream whose labels and descriptions, which the server wrote, hold no secret, wherever they are shown. Names are left
 * as they are: a read has to ask for them.
 */
export function withCleanWords(definition: StreamDefinition, redact: (text: string) => string): StreamDefinition {
  const fields = definition.fields.map(({ title, description, ...field }) => ({
    ...field,
    ...(title !== undefined && { title: redact(title) }),
    ...(description !== undefined && { description: redact(description) }),
  }));
  return { ...definition, title: redact(definition.title), fields };
}
