import { isDynamicModel, type StreamDefinition } from '../core/stream-definition.ts';
import { closestName, didYouMean } from './closest-name.ts';
import type { StreamChoice } from './config.ts';
import type { ConfigProblem } from './config-error.ts';

/** A choice of what the instance does not have. */
export interface ChoiceProblem extends ConfigProblem {
  /** Whether it may have been there: fields and dynamic models come and go, standard models do not. */
  readonly mayBeGone: boolean;
}

/** What the choices come to, and which of them name what the instance does not have. */
export interface AppliedChoices {
  readonly chosen: readonly StreamDefinition[];
  readonly problems: readonly ChoiceProblem[];
}

/**
 * Restricts the streams to those that the setting `streams` lists. Their definitions stay whole: which of their fields
 * may be read is for `readableFields` to say, and a field that may not be read must not pass for one that is unknown.
 * @param usualNames the streams that instances have, to guess what a mistyped name stands for
 */
export function applyChoices(
  definitions: readonly StreamDefinition[],
  choices: readonly StreamChoice[] | undefined,
  usualNames: readonly string[],
): AppliedChoices {
  if (choices === undefined) return { chosen: definitions, problems: [] };
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const problems: ChoiceProblem[] = [];
  const chosen = choices.flatMap(({ name, fields }) => {
    const definition = byName.get(name);
    if (!definition)
      problems.push({
        setting: 'streams',
        problem: `names ${name}, ${unknown('a stream', name, [...byName.keys(), ...usualNames])}`,
        mayBeGone: isDynamicModel(name),
      });
    if (definition) problems.push(...unknownFields(definition, fields ?? []));
    return definition ? [definition] : [];
  });
  return { chosen, problems };
}

function unknownFields(definition: StreamDefinition, names: readonly string[]): readonly ChoiceProblem[] {
  // The first two always come along. Whether a model has `updated_at` may be unknown here: then its definition lacks it.
  const known = ['id', 'updated_at', ...definition.fields.flatMap(({ name, property }) => [name, property])];
  return names
    .filter((name) => !known.includes(name))
    .map((name) => ({
      setting: 'streams',
      problem: `names ${definition.name}:${name}, ${unknown('a field', name, known)}`,
      mayBeGone: true,
    }));
}

function unknown(what: string, name: string, candidates: readonly string[]): string {
  return `${what} that this instance does not have${didYouMean(closestName(name, candidates))}`;
}
