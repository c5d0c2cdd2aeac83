/** How one model's server behaves where the vendor's documents are silent or servers are known to differ. */
export type Dialect = {
  /**
   * A condition on a date field with an ISO-8601 operand: compared to the second, refused (only `range` and the relative
   * operators work), silently true, refused together with `range` and all others, or compared by the day only.
   */
  readonly datetimes: 'instant' | 'day' | 'ignored' | 'error' | 'truncated-to-day';
  /** `gt`, `gte`, `lt`, `lte` and `range` on `id`. */
  readonly idComparisons: 'honoured' | 'ignored' | 'error' | 'as-text';
  readonly sort: 'honoured' | 'ignored';
  readonly postList: 'served' | 'refused';
  readonly updatedAt: 'present' | 'absent';
  /** Blank fields of a row. */
  readonly nulls: 'omitted' | 'explicit';
  /** What a page number beyond the last one answers. */
  readonly beyondEnd: 'first-page' | 'empty';
  readonly access: 'served' | 'not-exposed' | 'forbidden';
  /** The database engine's order where none is asked for. */
  readonly databaseOrder: 'id' | 'natural';
  /** Whether the last day of a date `range` counts. */
  readonly rangeEnd: 'start-of-day' | 'end-of-day';
  /** Where days begin, in minutes east of UTC. */
  readonly zoneOffsetMinutes: number;
  /** Rows that the search index lets one page through: `page * per_page` above it is an error. */
  readonly window: number;
  /** The most rows a page: what asks for more gets so many. */
  readonly pageCap: number;
  /** The largest `total_entries` that the search index admits to. */
  readonly totalCap: number;
  /** Milliseconds until the search index shows an update or a deletion, and an insert. */
  readonly indexDelay: number;
  readonly insertIndexDelay: number;
  /** Columns besides `id` that the database engine filters by; others are ignored. Empty: every name that looks like a key. */
  readonly filterable: readonly string[];
  /** Columns that the database engine sorts by; others are ignored. */
  readonly sortable: readonly string[];
};

/** A well-behaved search-indexed model. */
export const searchDialect: Dialect = {
  datetimes: 'instant',
  idComparisons: 'honoured',
  sort: 'honoured',
  postList: 'served',
  updatedAt: 'present',
  nulls: 'omitted',
  beyondEnd: 'first-page',
  access: 'served',
  databaseOrder: 'id',
  rangeEnd: 'start-of-day',
  zoneOffsetMinutes: 0,
  window: 10_000,
  pageCap: 500,
  totalCap: Number.POSITIVE_INFINITY,
  indexDelay: 0,
  insertIndexDelay: 0,
  filterable: [],
  sortable: ['id', 'name', 'created_at', 'updated_at'],
};

/** A well-behaved model that only the database serves. */
export const databaseDialect: Dialect = { ...searchDialect, nulls: 'explicit' };
