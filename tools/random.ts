import { mix } from '../test/simulator/hash.ts';

/** Chance that depends on nothing but a seed, so that what was found can be played again. */
export interface Random {
  /** At least 0, below 1. */
  readonly next: () => number;
  /** A whole number from 0 on, below the bound. */
  readonly below: (bound: number) => number;
  /** A whole number, both ends included. */
  readonly between: (least: number, most: number) => number;
  /** Whether something of this probability happens. */
  readonly chance: (probability: number) => boolean;
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item;
}

/** Draws from a seed. */
export function createRandom(seed: number): Random {
  let count = 0;
  const draw = (): number => {
    count += 1;
    return mix(mix(seed, count), 0x2545f491);
  };
  const next = (): number => draw() / 2 ** 32;
  const below = (bound: number): number => draw() % bound;
  return {
    next,
    below,
    between: (least, most) => least + below(most - least + 1),
    chance: (probability) => next() < probability,
    pick: (items) => items[below(items.length)] ?? items[0],
  };
}
