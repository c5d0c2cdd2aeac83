import { hashText } from '../hash.ts';

/** The id of the n-th seeded row of a model (from 0): ascending, with gaps, from a start of the model's own. */
export function seededId(model: string, index: number): number {
  return 1000 + (hashText(model) % 900) * 10_000 + index * 3 + (index % 2);
}
