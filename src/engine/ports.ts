import type { Instant } from '../core/instant.ts';
import type { RawRow } from '../core/record.ts';
import type { ModelName } from '../core/stream-definition.ts';

/** Fluxx answers a list from its search index or from its database; the two understand different questions. */
export type AnswerEngine = 'search' | 'database';

/**
 * One condition on a column; several must all hold. Only the search engine honours any but `eq`. The operand of `range`
 * is `MM/DD/YYYY - MM/DD/YYYY`.
 */
export type Condition = readonly [
  column: string,
  operator: 'eq' | 'gt' | 'gte' | 'lt' | 'null' | 'range',
  operand: string | number,
];

/** One column to sort by. The database takes only the first. */
export type SortKey = readonly [column: 'id' | 'updated_at', direction: 'asc' | 'desc'];

/** One list call. */
export interface PageRequest {
  readonly model: ModelName;
  readonly columns: readonly string[];
  readonly engine: AnswerEngine;
  readonly conditions: readonly Condition[];
  readonly order: readonly SortKey[];
  /** From 1. */
  readonly page: number;
  /** 1 to 500 rows. */
  readonly pageSize: number;
  /**
   * The most retries of a failure that a smaller question may cure (see `isBurden`): 0 for a caller who has a smaller
   * question to put instead. Left out, such a failure is retried like every other.
   */
  readonly burdenRetries?: number;
}

/** One answered page. The envelope was checked: it is of the model asked for, not cut short, every row has its `id`. */
export interface Page {
  readonly rows: readonly RawRow[];
  /** How many rows the question has in all, as the server counted when it answered. */
  readonly totalRows: number;
  /** The page that was answered: not the one asked for when that lies beyond the last. */
  readonly page: number;
  /** The page size that was applied. */
  readonly pageSize: number;
}

/** Where rows come from. `src/fluxx` implements it over HTTP. */
export interface Source {
  /**
   * Makes one list call, throttled, authorised and retried.
   * @throws ConnectorError for every failure; never answers with rows that were not asked for.
   */
  fetchPage(request: PageRequest): Promise<Page>;
  /** The server's clock, from its last answer. */
  serverTime(): Promise<Instant>;
  /**
   * Has `listener` told when the server takes no more calls for a while, of the time when all calls go on: in
   * milliseconds since 1970.
   */
  onHold(listener: (endsAtMs: number) => void): void;
  /** When the calls go on that the server does not take now, as above; `undefined` while it takes them. */
  heldUntil(): number | undefined;
}
