import { isObject, parseCount } from '../core/json.ts';
import { parseExactJson } from '../core/parse-exact-json.ts';
import type { RawRow } from '../core/record.ts';
import { isDynamicModel } from '../core/stream-definition.ts';
import type { Page, PageRequest } from '../engine/ports.ts';
import { holdsTooMuch, mostRows } from './answer-limits.ts';
import { contradictions } from './failures/contradictions.ts';
import { judgeApplicationError } from './failures/judge-failure.ts';
import type { Attempt } from './retry-calls.ts';

/** A page, or why the answer is none. */
type ListAnswer = Attempt<Page>;

/** Every customer-made model answers under this one key. */
const dynamicKey = 'machine_model';

/**
 * Reads the body of a list call. Missing is not empty: an error with status 200, an envelope without records, another
 * model's records, a row without an id and a page cut short are failures, never "no more data".
 */
export function parseListAnswer(request: PageRequest, body: string): ListAnswer {
  if (holdsTooMuch(body)) return { failure: { ...contradictions.tooMuch, detail: '' } };
  let value: unknown;
  try {
    value = parseExactJson(body);
  } catch (error) {
    if (error instanceof RangeError) return { failure: { ...contradictions.tooMuch, detail: '' } };
    return { failure: { ...contradictions.notJson, detail: describeText(body) } };
  }
  if (!isObject(value)) return invalid('no object');
  const error = value['error'] ?? undefined;
  if (error !== undefined) return { failure: judgeApplicationError(errorText(error)) };
  return parseEnvelope(request, value);
}

function parseEnvelope(request: PageRequest, envelope: Readonly<Record<string, unknown>>): ListAnswer {
  const { records } = envelope;
  if (!isObject(records)) return invalid('no `records`');
  const keys = Object.keys(records);
  const [key] = keys;
  if (key === undefined || keys.length > 1) return invalid(`${keys.length} keys in \`records\``);
  const isDynamic = isDynamicModel(request.model);
  if (key !== request.model && !(isDynamic && key === dynamicKey)) {
    return { failure: { ...contradictions.wrongModel, detail: key } };
  }
  const list = records[key];
  const rows = Array.isArray(list) ? parseRows(list) : undefined;
  if (!rows) return invalid('a row without a whole-number `id`');
  return parseCounts(request, envelope, rows);
}

function parseRows(list: readonly unknown[]): readonly RawRow[] | undefined {
  const rows = list.filter(isRow);
  return rows.length === list.length ? rows : undefined;
}

function isRow(value: unknown): value is RawRow {
  return isObject(value) && Number.isSafeInteger(value['id']) && Number(value['id']) > 0;
}

/** Beyond the last page some servers answer the first one again, so the page that was answered is what counts. */
function parseCounts(
  request: PageRequest,
  envelope: Readonly<Record<string, unknown>>,
  rows: readonly RawRow[],
): ListAnswer {
  const totalRows = parseCount(envelope['total_entries']);
  if (totalRows === undefined) return invalid('no `total_entries`');
  if (totalRows > mostRows) return invalid(`${totalRows} rows, more than any instance has`);
  const page = parseCount(envelope['current_page']) ?? request.page;
  const pageSize = parseCount(envelope['per_page']) ?? request.pageSize;
  if (page < 1 || pageSize < 1) return invalid('`current_page` or `per_page` below 1');
  const expected = Math.max(0, Math.min(pageSize, totalRows - (page - 1) * pageSize));
  if (rows.length < expected) {
    return { failure: { ...contradictions.shortPage, detail: `${rows.length} of ${expected} rows on page ${page}` } };
  }
  if (rows.length > pageSize) return invalid(`${rows.length} rows on a page of ${pageSize}`);
  return { made: { rows, totalRows, page, pageSize } };
}

function errorText(error: unknown): string {
  const message = isObject(error) ? error['message'] : error;
  if (typeof message === 'string') return message;
  try {
    return JSON.stringify(message ?? 'no message');
  } catch {
    return 'nested too deep to be told'; // some thousand levels exhaust the stack
  }
}

function invalid(detail: string): ListAnswer {
  return { failure: { ...contradictions.envelope, detail } };
}

/** Enough to recognise a login page or a proxy's, without repeating what it says. */
function describeText(body: string): string {
  if (body.trim() === '') return 'it is empty';
  return /^\s*</.test(body) ? 'it is a web page' : `it breaks off or is malformed, ${body.length} characters`;
}
