import { ConnectorError } from '../core/connector-error.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import { addSeconds, type Instant, later, parseInstant } from '../core/instant.ts';
import type { Log } from '../core/logger.ts';
import type { RawRow } from '../core/record.ts';
import type { SelectedStream } from '../core/selected-stream.ts';
import type { StreamState } from '../core/stream-state.ts';
import type { AnswerEngine, Condition, Page, SortKey, Source } from './ports.ts';

/** What the user decided about reading. */
export interface ReadSettings {
  readonly pageSize: number;
  /** Streams that are read at the same time, each with one request in flight. */
  readonly concurrency: number;
  readonly lookbackSeconds: number;
  /** Earlier changes are not read in incremental mode. */
  readonly startDate: Instant | undefined;
}

/** What reading one stream needs. */
export interface ReadContext {
  readonly source: Source;
  readonly stream: SelectedStream;
  readonly settings: ReadSettings;
  /** The server's clock when the run began: no bookmark is later. */
  readonly runBeganAt: Instant;
  readonly log: Log;
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

/** A question about the stream at hand; the rest of the list call follows from it. */
export interface Question {
  readonly engine: AnswerEngine;
  readonly conditions?: readonly Condition[];
  readonly order?: readonly SortKey[];
  readonly page?: number;
  readonly pageSize: number;
  /** Only `id` and the cursor, for questions about counts and order. */
  readonly columns?: 'keys';
}

/** Asks the server for one page of the stream. */
export function ask(context: ReadContext, question: Question): Promise<Page> {
  const { definition, fields } = context.stream;
  const keys = definition.cursor ? ['id', definition.cursor] : ['id'];
  return context.source.fetchPage({
    model: definition.model,
    columns: question.columns === 'keys' ? keys : fields.map((field) => field.name),
    engine: question.engine,
    conditions: question.conditions ?? [],
    order: question.order ?? [],
    page: question.page ?? 1,
    pageSize: question.pageSize,
  });
}

/** How many rows a question has. One cheap call. */
export async function countRows(
  context: ReadContext,
  engine: AnswerEngine,
  conditions: readonly Condition[],
): Promise<number> {
  const page = await ask(context, { engine, conditions, pageSize: 1, columns: 'keys' });
  return page.totalRows;
}

/** The rows without a cursor, which no range finds. */
export const undated: Condition = ['updated_at', 'null', '-'];
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

/** The answers that say "not this question" rather than "not now": another rung may do. */
const refusals = new Set<ErrorCode>(['FLUXX_QUERY_REFUSED', 'FLUXX_WINDOW_EXCEEDED', 'FLUXX_APPLICATION_ERROR']);

/** Whether the server refused a question rather than failed to answer. */
export function isRefusal(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && refusals.has(error.code);
}

/** The server does not answer this question, or not honestly. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
  /** Present for what may pass by itself: an error of the server, too many rows in one second. Rows that contradict do not. */
  readonly mayPass?: true;
  /** Present when what was read contradicts itself: the state that the next rung begins from, for no later one holds. */
  readonly trusted?: StreamState;
}

/** The end of what cannot be relied on. */
export function refuse(reason: string): Refused {
  return { kind: 'refused', reason };
}

/** Turns the server's refusal of a question into the end of what asked it; other failures pass. */
export async function* endOnRefusal<Item, End>(
  reading: AsyncGenerator<Item, End>,
): AsyncGenerator<Item, End | Refused> {
  try {
    return yield* reading;
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused', reason: error.message, mayPass: true };
    throw error;
  }
}
