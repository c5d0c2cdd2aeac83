import type { Field } from '../field.ts';
import type { Json } from '../json.ts';
import type { Table } from '../table.ts';

/** One condition of a group filter, its field found. */
export type Triplet = { readonly field: Field; readonly operator: string; readonly operand: Json };

/** What compiling a filter needs besides the filter. */
export type FilterContext = {
  readonly table: Table;
  /** The server's time, for the relative operators. */
  readonly seconds: number;
  readonly related: (model: string) => Table | undefined;
};

const comparisons: ReadonlyMap<string, (difference: number) => boolean> = new Map([
  ['eq', (difference) => difference === 0],
  ['not-eq', (difference) => difference !== 0],
  ['lt', (difference) => difference < 0],
  ['lte', (difference) => difference <= 0],
  ['gt', (difference) => difference > 0],
  ['gte', (difference) => difference >= 0],
]);

/** What a comparison operator says of the sign of `value - operand`; `undefined` for operators of another kind. */
export function comparison(operator: string): ((difference: number) => boolean) | undefined {
  return comparisons.get(operator);
}
