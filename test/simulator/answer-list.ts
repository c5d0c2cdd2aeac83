import { ApiError, searchRefused } from './api-error.ts';
import type { Clock } from './clock.ts';
import { databaseEngine } from './database-engine.ts';
import type { Selection } from './filter/select-entries.ts';
import type { Json, JsonObject } from './json.ts';
import { isSet } from './parameters.ts';
import { readProjection } from './projection.ts';
import { renderRow } from './render-row.ts';
import { searchEngine } from './search-engine.ts';
import { selectionCache } from './selection-cache.ts';
import type { Store } from './store.ts';
import { responseKey, type Table, toClassName } from './table.ts';

/** What the answers to a model's calls are made from. */
export type ApiContext = { readonly store: Store; readonly clock: Clock };

/** One call for a model. */
export type ApiCall = {
  readonly model: string;
  readonly method: string;
  readonly parameters: URLSearchParams;
};

const usualPerPage = 25;

function wholeNumber(parameters: URLSearchParams, name: string, otherwise: number): number {
  const value = Number(parameters.get(name) ?? Number.NaN);
  return Number.isInteger(value) && value > 0 ? value : otherwise;
}

/** The model, or the error that the API gives for one it does not know or does not show. */
function findTable(context: ApiContext, model: string): Table {
  const table = context.store.table(model);
  if (table === undefined) {
    throw new ApiError(`#<NameError: uninitialized constant ${toClassName(model)}>`);
  }
  if (table.dialect.access === 'forbidden') {
    throw new ApiError(`#<Exception: You do not have permission to access ${table.className}>`);
  }
  return table;
}

function select(context: ApiContext, table: Table, parameters: URLSearchParams): Selection {
  const filterContext = { table, seconds: context.clock.seconds(), related: context.store.table };
  const engine = table.engine === 'search' && !isSet(parameters, 'all') ? searchEngine : databaseEngine;
  return selectionCache(filterContext, parameters, () => engine(filterContext, parameters));
}

function checkWindow(table: Table, parameters: URLSearchParams, end: number): void {
  const { window } = table.dialect;
  if (table.engine === 'database' || isSet(parameters, 'all') || end <= window) return;
  throw searchRefused(
    `Result window is too large, from + size must be less than or equal to: [${window}] but was [${end}]`,
  );
}

function envelope(
  table: Table,
  rows: readonly Json[],
  numbers: { page: number; perPage: number; total: number },
): JsonObject {
  return {
    records: { [responseKey(table.model)]: rows },
    total_pages: Math.max(1, Math.ceil(numbers.total / numbers.perPage)),
    total_entries: numbers.total,
    current_page: numbers.page,
    per_page: numbers.perPage,
  };
}

/** The envelope of one page of a model's rows. */
export function answerList(context: ApiContext, call: ApiCall): JsonObject {
  const table = findTable(context, call.model);
  const { parameters } = call;
  const perPage = Math.min(table.dialect.pageCap, wholeNumber(parameters, 'per_page', usualPerPage));
  const asked = wholeNumber(parameters, 'page', 1);
  if (table.dialect.access === 'not-exposed') return envelope(table, [], { page: 1, perPage, total: 0 });
  checkWindow(table, parameters, asked * perPage);
  const selection = select(context, table, parameters);
  const beyond = asked > 1 && (asked - 1) * perPage >= selection.total;
  const page = beyond && table.dialect.beyondEnd === 'first-page' ? 1 : asked;
  const decimals = call.method === 'POST' ? 'fraction' : 'plain';
  const projection = { ...readProjection(table, parameters, decimals), related: context.store.table };
  const entries = selection.slice((page - 1) * perPage, page * perPage);
  const rows = entries.map((entry) => renderRow(table, entry, projection));
  const cap = table.engine === 'database' ? Number.POSITIVE_INFINITY : table.dialect.totalCap;
  return envelope(table, rows, { page, perPage, total: Math.min(selection.total, cap) });
}

/** The single record; one that is not there is an object with nothing but the id asked for. */
export function answerFetch(context: ApiContext, call: ApiCall, id: number): JsonObject {
  const table = findTable(context, call.model);
  const key = responseKey(call.model);
  const entry = table.dialect.access === 'not-exposed' ? undefined : table.current.get(id);
  if (entry === undefined) return { [key]: { id } };
  const projection = { ...readProjection(table, call.parameters, 'plain'), related: context.store.table };
  return { [key]: renderRow(table, entry, projection) };
}
