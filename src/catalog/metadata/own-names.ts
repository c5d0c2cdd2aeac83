import type { StreamDefinition, StreamName } from '../../core/stream-definition.ts';
import { spellingsOf } from '../known/model-names.ts';

/**
 * Gives each of the dynamic models a stream name of its own. Two classes that differ in the case of an acronym
 * (`DynPDC`, `DynPdc`) have one name in URLs: the one that cannot be spelled otherwise keeps it.
 */
export function withOwnNames(definitions: readonly StreamDefinition[]): readonly StreamDefinition[] {
  const taken = new Set<string>();
  const inTurn = definitions.toSorted((a, b) => spellingsOf(a.className).length - spellingsOf(b.className).length);
  return inTurn.map((definition) => {
    const name = freeName(definition, taken);
    taken.add(name);
    return name === definition.name ? definition : { ...definition, name: name as StreamName };
  });
}

function freeName({ name, className }: StreamDefinition, taken: ReadonlySet<string>): string {
  const [usual = name, letterByLetter = name] = spellingsOf(className);
  const free = [name, usual, letterByLetter].find((candidate) => !taken.has(candidate));
  if (free !== undefined) return free;
  for (let number = 2; ; number++) {
    if (!taken.has(`${letterByLetter}_${number}`)) return `${letterByLetter}_${number}`;
  }
}
