import type { Instant } from '../../core/instant.ts';
import type { RawRow } from '../../core/record.ts';

/** Rows of one range, in order. */
export interface RangeStep {
  readonly rows: readonly RawRow[];
  /** Every row of the range before this instant was yielded. */
  readonly reached: Instant;
  readonly windowRows: number;
  /** Whether the server was seen to keep to the order from both ends. */
  readonly isProven: boolean;
}

/** A second of `updated_at`, of which the rows up to an id were read. */
export interface Second {
  readonly at: Instant;
  readonly lastId: number;
  readonly rows: number;
}
