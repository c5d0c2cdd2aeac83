import { mix } from '../../test/simulator/hash.ts';

/** Numbers that depend on nothing but a seed, so that what was found can be played again. */
export interface Random {
  /** A whole number from 0 on, below the bound. */
  readonly below: (bound: number) => number;
  /** Whether something of this probability happens. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <Item>(list: readonly [Item, ...Item[]]) => Item;
}

/** Draws from a seed. */
export function createRandom(seed: number): Random {
  let count = 0;
  const next = (): number => {
    count += 1;
    return mix(mix(seed, count), 0x2545f491);
  };
  const below = (bound: number): number => next() % bound;
  return {
    below,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (list) => list[below(list.length)] ?? list[0],
  };
}
