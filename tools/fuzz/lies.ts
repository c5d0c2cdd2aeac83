import { type Lie, metadata } from './find-lie.ts';

/** The lies that were told in one run. */
export interface Lies {
  /** The gravest of those that concern a stream. */
  readonly about: (stream: string) => Lie;
  /** The gravest of all. */
  readonly gravest: () => Lie;
}

/** From harmless to grave. */
const byGravity: readonly Lie[] = ['none', 'values', 'keys'];

/** Sorts lies by the model that they were told of. What is said wrongly of models and fields concerns every stream. */
export function createLies(told: readonly (readonly [model: string, lie: Lie])[]): Lies {
  const gravestOf = (chosen: typeof told): Lie =>
    byGravity.findLast((lie) => chosen.some(([, other]) => other === lie)) ?? 'none';
  return {
    about: (stream) => gravestOf(told.filter(([model]) => model === stream || metadata.has(model))),
    gravest: () => gravestOf(told),
  };
}
