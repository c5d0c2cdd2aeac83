import { type DataSet, model } from './data-set.ts';
import { sampleRows } from './sample-rows.ts';
import { changedAt, type Span, selectRows } from './select-rows.ts';

/** Answers one request in bytes of JSON. Throws at a question that it does not know. */
export type AnswerQuestion = (path: string, parameters: URLSearchParams) => Buffer;

/** The path of the list call, the only one that counts as a call. */
export const listPath = `/api/rest/v2/${model}/list`;

const token = Buffer.from('{"access_token":"bench","token_type":"Bearer","expires_in":7200}');
const comma = Buffer.from(',');
const brace = Buffer.from('}');

/**
 * Creates the answers of a server with so many rows: row n has the id n and was changed n seconds after the beginning.
 * Of each row only these two are put in as text, and the rest is one of 500 ready-made texts, so that any number of rows
 * needs no memory and little time. It answers the questions of the tap's first way of reading: the conditions of
 * `selectRows`, sorted by `updated_at` and `id` or by `id` either way, any page of any size.
 */
export function createAnswers(dataSet: DataSet, rows: number): AnswerQuestion {
  const bodies = sampleRows(dataSet, 500).map((row) => Buffer.from(row));

  function toPage(span: Span, direction: 'asc' | 'desc', parameters: URLSearchParams): Buffer {
    const [page, size] = [toCount(parameters, 'page'), toCount(parameters, 'per_page')];
    const isKeysOnly = (JSON.parse(parameters.get('cols') ?? '[]') as readonly string[]).length <= 2;
    const found = Math.max(0, span.last - span.first + 1);
    const begin = (page - 1) * size;
    const parts: Uint8Array[] = [Buffer.from(`{"records":{"${model}":[`)];
    for (let place = begin; place < Math.min(begin + size, found); place++) {
      const row = direction === 'asc' ? span.first + place : span.last - place;
      parts.push(Buffer.from(`${place > begin ? ',' : ''}{"id":${row},"updated_at":"${changedAt(row)}"`));
      const body = isKeysOnly ? undefined : bodies[row % bodies.length];
      if (body) parts.push(comma, body);
      else parts.push(brace);
    }
    // Fluxx says one page of nothing, too.
    const pages = Math.max(1, Math.ceil(found / size));
    const counts = { total_pages: pages, total_entries: found, current_page: page, per_page: size };
    parts.push(Buffer.from(`]},${JSON.stringify(counts).slice(1)}`));
    return Buffer.concat(parts);
  }

  return (path, parameters) => {
    if (path === '/oauth/token') return token;
    if (path !== listPath) throw new Error(`no such path: ${path}`);
    return toPage(selectRows(parameters.get('filter'), rows), directionOf(parameters.get('sort')), parameters);
  };
}

/** Any other order than these would be answered wrongly. */
function directionOf(sort: string | null): 'asc' | 'desc' {
  const ascending = ['[["updated_at","asc"],["id","asc"]]', '[["id","asc"]]'];
  if (sort === null || ascending.includes(sort)) return 'asc';
  if (ascending.includes(sort.replaceAll('"desc"', '"asc"')) && !sort.includes('"asc"')) return 'desc';
  throw new Error(`no such order: ${sort}`);
}

function toCount(parameters: URLSearchParams, name: string): number {
  const count = Number(parameters.get(name));
  if (!Number.isSafeInteger(count) || count < 1) throw new Error(`not a ${name}: ${parameters.get(name)}`);
  return count;
}
