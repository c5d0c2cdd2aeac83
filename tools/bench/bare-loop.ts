import { once } from 'node:events';
import { model } from './data-set.ts';

/*
 * The yardstick: what the runtime can do with the same pages when nothing is checked, converted or kept. It fetches a
 * page, parses it, writes each row as a line and waits for the reader, and only then asks for the next page: one call at a
 * time, nothing ahead. It asks by value as the tap does, so each page repeats the last row of the page before. The tap is
 * held to one call at a time as well for the comparison, but may have its next page on the way while it writes.
 */

const [url, columns, pageSize] = process.argv.slice(2);
const order = JSON.stringify([
  ['updated_at', 'asc'],
  ['id', 'asc'],
]);

interface Envelope {
  readonly records: Readonly<Record<string, readonly { readonly id: number; readonly updated_at: string }[]>>;
  readonly total_entries: number;
}

async function fetchPage(from: string): Promise<Envelope> {
  const parameters = {
    cols: columns ?? '',
    page: '1',
    per_page: pageSize ?? '',
    filter: JSON.stringify({ group_type: 'and', conditions: [['updated_at', 'gte', from]] }),
    sort: order,
  };
  const response = await fetch(`${url}/api/rest/v2/${model}/list`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  return JSON.parse(await response.text()) as Envelope;
}

let from = '0001-01-01T00:00:00Z';
let lastId = 0;
for (;;) {
  const { records, total_entries: found } = await fetchPage(from);
  const rows = records[model] ?? [];
  for (const row of rows) {
    if (row.id === lastId) continue;
    if (!process.stdout.write(`${JSON.stringify(row)}\n`)) await once(process.stdout, 'drain');
  }
  if (rows.length >= found) break;
  const last = rows.at(-1);
  if (last) [from, lastId] = [last.updated_at, last.id];
}
