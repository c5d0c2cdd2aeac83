import { addSeconds, type Instant, later, parseInstant } from '../core/instant.ts';
import { type Log, logOfStream } from '../core/logger.ts';
import type { RawRow } from '../core/record.ts';
import type { SelectedStream } from '../core/selected-stream.ts';
import type { StreamState } from '../core/stream-state.ts';
import { createPageReader, type PageReader } from './calls/page-reader.ts';
import type { Slots } from './flow/slots.ts';
import type { Source } from './ports.ts';
import type { Refused } from './refusal.ts';

/** What the user decided about reading. */
export interface ReadSettings {
  readonly pageSize: number;
  /** Calls in flight at the same time: of several streams, and of several ranges of one. */
  readonly concurrency: number;
  readonly lookbackSeconds: number;
  /** Earlier changes are not read in incremental mode. */
  readonly startDate: Instant | undefined;
  /** Whether each incremental run lists all ids first, to tell which rows have vanished. */
  readonly detectDeletions: boolean;
}

/** What reading one stream needs. */
export interface ReadContext {
  readonly source: Source;
  readonly stream: SelectedStream;
  readonly settings: ReadSettings;
  /** The server's clock when the run began: no bookmark is later. */
  readonly runBeganAt: Instant;
  /** The state that the run began with. */
  readonly from: StreamState;
  /** Whether that is the state of a run which broke off. */
  readonly goesOn: boolean;
  readonly log: Log;
  readonly pages: PageReader;
  readonly slots: Slots;
}

/** Prepares the reading of one stream. */
export function createReadContext(reading: Omit<ReadContext, 'pages'>): ReadContext {
  const told = { ...reading, log: logOfStream(reading.log, reading.stream.definition.name) };
  return { ...told, pages: createPageReader({ ...told, pageSize: reading.settings.pageSize }) };
}

/** Rows in the order they were read, and the state that holds once they and all rows before them were written. */
export interface Step {
  readonly rows: readonly RawRow[];
  readonly state: StreamState;
  /** Whether earlier states of this run no longer hold. */
  readonly takesBack?: boolean;
  /** The server's count of all rows that this rung will read, when it is known. */
  readonly total?: number;
}

/** How a rung ended: it read everything, or it found that the server does not honour what it relies on. */
export type RungEnd = { readonly kind: 'complete' } | Refused;

/** One way of reading a stream from a state onward. */
export type ReadRung = (context: ReadContext, state: StreamState) => AsyncGenerator<Step, RungEnd>;

/** Before every timestamp that Fluxx can hold. */
export const beginningOfTime = '0001-01-01T00:00:00Z' as Instant;

/** The cursor of a row, when it has one. */
export function cursorOf(row: RawRow): Instant | undefined {
  return parseInstant(row['updated_at']);
}

/**
 * Where an incremental read begins: the bookmark less the lookback, for the vendor's index shows changes late. A
 * bookmark from the future (one bad `updated_at` was enough, in older tools) is honoured as it stands.
 */
export function lowerBound(context: ReadContext, state: StreamState): Instant | undefined {
  const { lookbackSeconds, startDate } = context.settings;
  const { bookmark } = state;
  if (bookmark === undefined) return startDate;
  const from = bookmark > context.runBeganAt ? bookmark : addSeconds(bookmark, -lookbackSeconds);
  return later(from, startDate);
}
