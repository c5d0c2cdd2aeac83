import type { RawRow } from '../../core/record.ts';
import type { SweepProgress } from '../../core/stream-state.ts';
import type { ReadContext, RungEnd } from '../read-context.ts';

/** Rows of a pass over everything. */
export interface SweepStep {
  readonly rows: readonly RawRow[];
  /** Every row with this id or a lower one was yielded. */
  readonly lastId: number;
  /** The server's count of all rows, those before the beginning of this pass included. */
  readonly total: number;
}

/** One way of asking for every row behind a given id. */
export type SweepWay = (
  context: ReadContext,
  from: Pick<SweepProgress, 'lastId' | 'rows'>,
) => AsyncGenerator<SweepStep, RungEnd>;
