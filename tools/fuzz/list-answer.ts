import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';
import { isArray, isObject, type Json, type JsonObject } from '../../test/simulator/json.ts';
import type { LoggedRequest } from '../../test/simulator/logged-request.ts';
import type { Reply } from '../../test/simulator/reply.ts';
import { digitsOf, parseExact, toDigits, toDouble } from './exact-json.ts';
import { bytesOf } from './mutation.ts';

/** A page that may be believed: nothing in it contradicts itself or the question. */
export interface ListAnswer {
  readonly rows: readonly JsonObject[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

const unpackers: Readonly<Record<string, readonly ((bytes: Buffer) => Buffer)[]>> = {
  gzip: [gunzipSync],
  deflate: [inflateSync, inflateRawSync],
  br: [brotliDecompressSync],
};

/** The text of a body as a client reads it; `undefined` where it cannot be unpacked. */
function unpackedText(reply: Reply): string | undefined {
  const bytes = bytesOf(reply);
  const unpack = unpackers[reply.headers['Content-Encoding'] ?? ''];
  if (unpack === undefined) return new TextDecoder().decode(bytes);
  for (const attempt of unpack) {
    try {
      return new TextDecoder().decode(attempt(bytes));
    } catch {
      // the next way, or none
    }
  }
  return undefined;
}

/** Beyond, in characters, the program refuses an answer, and it would take the judge seconds to read it. */
const longestText = 32 * 2 ** 20;

/**
 * The page that an answer to a list call holds; `undefined` for whatever must be taken for a failure. This is the contract
 * of a list once more, written down apart from the program's own reading of it.
 */
export function toListAnswer(reply: Reply, request: LoggedRequest): ListAnswer | undefined {
  // Cut off, or of a length that is not its own: whatever came of it is not whole.
  if (reply.wire !== undefined) return undefined;
  const hasBody = reply.status >= 200 && reply.status < 300 && reply.status !== 204;
  const text = hasBody ? unpackedText(reply) : undefined;
  const envelope = text === undefined || text.length > longestText ? undefined : parseExact(text);
  if (!isObject(envelope) || (envelope['error'] ?? null) !== null) return undefined;
  const rows = rowsOf(envelope['records'], request.model);
  return rows && withCounts(rows, envelope, request);
}

/** By these, a server says that it does not serve a model, or not to these credentials. */
const refusals: ReadonlySet<number> = new Set([401, 403, 404, 405, 501]);

/** Whether an answer says of a model that it is not served, by its status or in an error that it tells. */
export function isRefusal(reply: Reply): boolean {
  if (refusals.has(reply.status)) return true;
  const text = reply.wire === undefined ? unpackedText(reply) : undefined;
  return text !== undefined && text.length <= longestText && /"error"\s*:/.test(text);
}

function rowsOf(records: Json | undefined, model: string): readonly JsonObject[] | undefined {
  const [entry, ...others] = isObject(records) ? Object.entries(records) : [];
  if (entry === undefined || others.length > 0) return undefined;
  const [key, list] = entry;
  const isKey = key === model || (key === 'machine_model' && model.startsWith('mac_model_type_dyn'));
  if (!isKey || !isArray(list)) return undefined;
  const rows = list.filter(isObject).filter(({ id }) => (countOf(id) ?? 0) > 0);
  return rows.length === list.length ? rows : undefined;
}

function withCounts(rows: readonly JsonObject[], envelope: JsonObject, request: LoggedRequest): ListAnswer | undefined {
  const total = countOf(envelope['total_entries']);
  const page = countOf(envelope['current_page']) ?? Number(request.parameters['page'] ?? 1);
  const pageSize = countOf(envelope['per_page']) ?? Number(request.parameters['per_page'] ?? 25);
  if (total === undefined || page < 1 || pageSize < 1 || rows.length > pageSize) return undefined;
  const isShort = rows.length < Math.min(pageSize, total - (page - 1) * pageSize);
  return isShort ? undefined : { rows, total, page, pageSize };
}

/** A whole number as it was sent: what a double only rounds to one, such as `1e-400`, is none. */
function countOf(value: Json | undefined): number | undefined {
  const count = toDouble(value);
  const isWhole = count !== undefined && Number.isSafeInteger(count) && count >= 0;
  return isWhole && toDigits(String(count)) === digitsOf(value ?? null) ? count : undefined;
}
