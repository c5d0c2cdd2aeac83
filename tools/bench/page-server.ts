import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { dataSets, model } from './data-set.ts';
import { sampleRows } from './sample-rows.ts';

/*
 * A server of ready-made pages, in a process of its own, so that the tap is measured and not what feeds it: row n has
 * the id n and was changed n seconds after the beginning, and of each row only these two are put in as text. It answers
 * the questions of the tap's first way of reading, and fails loudly at any other.
 */

const [dataSetName, rowCount] = process.argv.slice(2);
const totalRows = Number(rowCount);
const beginning = Date.UTC(2020, 0) / 1000;
const dataSet = dataSetName === 'wide' ? dataSets().wide : dataSets().narrow;
const bodies = sampleRows(dataSet, 500).map((row) => Buffer.from(row));

/** An answer: bytes of JSON. */
type Answer = readonly Uint8Array[];

function answer(path: string, parameters: URLSearchParams): Answer {
  if (path === '/oauth/token') {
    return [Buffer.from('{"access_token":"bench","token_type":"Bearer","expires_in":7200}')];
  }
  if (path !== `/api/rest/v2/${model}/list`) throw new Error(`no such path: ${path}`);
  return page(firstRow(parameters.get('filter')), directionOf(parameters.get('sort')), parameters);
}

/** Rows are in the order of `id` and of `updated_at` at once; any other order would be answered wrongly. */
function directionOf(sort: string | null): 'asc' | 'desc' {
  const ascending = ['[["updated_at","asc"],["id","asc"]]', '[["id","asc"]]'];
  if (sort === null || ascending.includes(sort)) return 'asc';
  if (ascending.includes(sort.replaceAll('"desc"', '"asc"'))) return 'desc';
  throw new Error(`no such order: ${sort}`);
}

/** The number of the first row that the filter lets through; beyond the last when there is none. */
function firstRow(filter: string | null): number {
  if (filter === null) return 1;
  const { conditions } = JSON.parse(filter) as { readonly conditions: readonly (readonly string[])[] };
  const [[column, operator, operand = ''] = [], ...others] = conditions;
  const question = others.length > 0 ? 'several conditions' : `${column} ${operator}`;
  if (question === 'updated_at gte') return Math.max(1, Date.parse(operand) / 1000 - beginning);
  if (question === 'id gt') return Number(operand) + 1;
  if (question === 'updated_at null') return totalRows + 1;
  throw new Error(`no such filter: ${filter}`);
}

function page(first: number, direction: 'asc' | 'desc', parameters: URLSearchParams): Answer {
  const [number, size] = [Number(parameters.get('page')), Number(parameters.get('per_page'))];
  const columns = JSON.parse(parameters.get('cols') ?? '[]') as readonly string[];
  const found = Math.max(0, totalRows - first + 1);
  const begin = (number - 1) * size;
  const parts: Uint8Array[] = [Buffer.from(`{"records":{"${model}":[`)];
  for (let place = begin; place < Math.min(begin + size, found); place++) {
    const row = direction === 'asc' ? first + place : totalRows - place;
    parts.push(Buffer.from(`${place > begin ? ',' : ''}{"id":${row},"updated_at":"${timestamp(row)}"`));
    const body = columns.length > 2 ? bodies[row % bodies.length] : undefined;
    parts.push(...(body ? [comma, body] : [brace]));
  }
  const counts = { total_pages: Math.ceil(found / size), total_entries: found, current_page: number, per_page: size };
  parts.push(Buffer.from(`]},${JSON.stringify(counts).slice(1)}`));
  return parts;
}

const comma = Buffer.from(',');
const brace = Buffer.from('}');

function timestamp(row: number): string {
  return `${new Date((beginning + row) * 1000).toISOString().slice(0, 19)}Z`;
}

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = Buffer.concat(answer(request.url ?? '', new URLSearchParams(await text(request))));
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
}

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
// It lives as long as whoever started it.
process.on('disconnect', () => process.exit());
