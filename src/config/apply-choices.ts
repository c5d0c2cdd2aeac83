import type { FieldDefinition, StreamDefinition } from '../core/stream-definition.ts';
import { closestName } from './closest-name.ts';
import type { StreamChoice } from './config.ts';
import { type ConfigProblem, configError } from './config-error.ts';

/**
 * Restricts streams and fields to what the setting `streams` lists. `id` and the cursor always come along.
 * @param usualNames the streams that instances have, to guess what a mistyped name stands for
 * @throws ConnectorError CONFIG_INVALID that names every stream and field which the instance does not have
 */
export function applyChoices(
  definitions: readonly StreamDefinition[],
  choices: readonly StreamChoice[] | undefined,
  usualNames: readonly string[],
): readonly StreamDefinition[] {
  if (choices === undefined) return definitions;
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const names = choices.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  const problems: ConfigProblem[] = [...repeated].map((name) => ({
    setting: 'streams',
    problem: `names ${name} twice`,
  }));
  const restricted = choices.flatMap(({ name, fields }) => {
    const definition = byName.get(name);
    if (!definition)
      problems.push({
        setting: 'streams',
        problem: `names ${name}, ${unknown('a stream', name, [...byName.keys(), ...usualNames])}`,
      });
    return definition ? [fields === undefined ? definition : withFields(definition, fields, problems)] : [];
  });
  if (problems.length > 0) throw configError(problems);
  return restricted;
}

function withFields(
  definition: StreamDefinition,
  names: readonly string[],
  problems: ConfigProblem[],
): StreamDefinition {
  const known = new Map(definition.fields.map((field) => [field.name, field]));
  for (const name of names.filter((field) => !known.has(field))) {
    const problem = `names ${definition.name}:${name}, ${unknown('a field', name, [...known.keys()])}`;
    problems.push({ setting: 'streams', problem });
  }
  const wanted = new Set(['id', definition.cursor, ...names]);
  return { ...definition, fields: definition.fields.filter((field: FieldDefinition) => wanted.has(field.name)) };
}

function unknown(what: string, name: string, candidates: readonly string[]): string {
  const closest = closestName(name, candidates);
  return `${what} that this instance does not have${closest === undefined ? '' : ` (did you mean ${closest}?)`}`;
}
