import { setImmediate as turn } from 'node:timers/promises';
import { counted } from '../core/counted.ts';
import type { Log } from '../core/logger.ts';
import type { Redactor } from '../core/secrets/redact.ts';
import type { FieldDefinition, StreamDefinition } from '../core/stream-definition.ts';

/**
 * The streams without secrets in what the server wrote of them, wherever that is shown: labels and descriptions are blanked
 * out; fields and models that are called by a secret are left out, for they could only be asked for by that name.
 */
export async function withoutSecrets(
  definitions: readonly StreamDefinition[],
  redactor: Redactor,
  log: Log,
): Promise<readonly StreamDefinition[]> {
  const named = definitions.filter(
    ({ name, className }) => !redactor.holdsSecret(name) && !redactor.holdsSecret(className),
  );
  const clean: StreamDefinition[] = [];
  for (const definition of named) {
    clean.push(withCleanFields(definition, redactor));
    await turn(); // labels may be long and many: a signal must be heard meanwhile
  }
  const models = definitions.length - named.length;
  const fields = countFields(named) - countFields(clean);
  if (models + fields > 0)
    log('warn', `Left out, for their names hold a secret: ${counted(models, 'model')}, ${counted(fields, 'field')}`);
  return clean;
}

function countFields(definitions: readonly StreamDefinition[]): number {
  return definitions.reduce((sum, { fields }) => sum + fields.length, 0);
}

/** There are thousands of fields, and hardly ever a secret among them: the words of a model are looked through at once. */
function withCleanFields(definition: StreamDefinition, { redact, holdsSecret }: Redactor): StreamDefinition {
  const words = [definition.title, ...definition.fields.flatMap(wordsOf)].join('\n');
  if (redact(words) === words) return definition;
  const fields = definition.fields
    .filter(
      ({ name, relatedModel }) => !holdsSecret(name) && (relatedModel === undefined || !holdsSecret(relatedModel)),
    )
    .map(({ title, description, ...field }) => ({
      ...field,
      ...(title !== undefined && { title: redact(title) }),
      ...(description !== undefined && { description: redact(description) }),
    }));
  return { ...definition, title: redact(definition.title), fields };
}

function wordsOf({ name, relatedModel, title, description }: FieldDefinition): readonly string[] {
  return [name, relatedModel, title, description].filter((word) => word !== undefined);
}
