import type { Entry } from '../entry.ts';
import type { OrderedBy } from '../order-key.ts';

/** A stretch of numbers: `from` belongs to it, `to` does not. */
export type Interval = { readonly from: number; readonly to: number };

/** A compiled condition. Where it says no more than an interval of an ordered value, `bounds` lets a search jump to it. */
export type Condition = {
  readonly test: (entry: Entry) => boolean;
  readonly bounds?: Interval & { readonly by: OrderedBy };
};

/** The condition that everything meets, such as one that a server ignores. */
export const always: Condition = { test: () => true };

/** Whether a number lies in the interval; a missing one does not. */
export function within(interval: Interval, value: number | null): boolean {
  return value !== null && value >= interval.from && value < interval.to;
}
