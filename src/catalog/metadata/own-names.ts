import type { StreamDefinition, StreamName } from '../../core/stream-definition.ts';
import { spellingsOf } from '../known/model-names.ts';

/**
 * Gives each of the dynamic models a stream name of its own. Two classes that differ in the case of an acronym (`DynPDC`,
 * `DynPdc`) have one name in URLs. The first keeps it: in the order of the metadata that is the older one, whose stream must
 * not become another model's because that was added.
 */
export function withOwnNames(definitions: readonly StreamDefinition[]): readonly StreamDefinition[] {
  const taken = new Set<string>();
  const numbers = new Map<string, number>();
  return definitions.map((definition) => {
    const name = freeName(definition, taken, numbers);
    taken.add(name);
    return name === definition.name ? definition : { ...definition, name: name as StreamName };
  });
}

/** `numbers`: how far each name was counted already, so that thousands of a kind are not counted from 2 on each. */
function freeName(
  { name, className }: StreamDefinition,
  taken: ReadonlySet<string>,
  numbers: Map<string, number>,
): string {
  const letterByLetter = spellingsOf(className).at(-1) ?? name;
  const free = [name, letterByLetter].find((candidate) => !taken.has(candidate));
  if (free !== undefined) return free;
  let number = numbers.get(letterByLetter) ?? 2;
  while (taken.has(`${letterByLetter}_${number}`)) number += 1;
  numbers.set(letterByLetter, number);
  return `${letterByLetter}_${number}`;
}
