import { describe, expect, it } from '@jest/globals';
import { isObject, parseJson } from '../simulator/json.ts';
import type { LoggedRequest } from '../simulator/logged-request.ts';
import type { Reply } from '../simulator/reply.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { sync } from '../support/sync.ts';

/** The answer with the rows of one page under every page number, and so many rows counted. */
function repeating(rows: (page: number) => readonly object[], total: number) {
  return (reply: Reply, { kind, model, parameters }: LoggedRequest): Reply => {
    const envelope = kind === 'list' && reply.body !== undefined ? parseJson(String(reply.body)) : undefined;
    if (!isObject(envelope) || !isObject(envelope['records'])) return reply;
    const page = Number(parameters['page'] ?? 1);
    const size = Number(parameters['per_page'] ?? 25);
    const records = { [model]: rows(page).slice(0, size) };
    const counts = { total_entries: total, total_pages: Math.ceil(total / size), per_page: size, current_page: page };
    return { ...reply, body: JSON.stringify({ records, ...counts }) };
  };
}

const sameRows = (): readonly object[] =>
  Array.from({ length: 500 }, (_, index) => ({ id: index + 1, updated_at: '2026-01-01T00:00:00Z', name: 'again' }));

describe('A server that answers one page for all', () => {
  it.each([1000, 1e6, 1e9])('and counts %d rows is given up with an error', async (total) => {
    await withSimulator({ mutate: repeating(sameRows, total) }, async (simulator) => {
      for (const engine of ['search', 'database'] as const) {
        simulator.store.define('organization', { engine });
        const run = await sync(simulator, 'organization');
        expect([engine, run.isComplete, run.failure]).toEqual([engine, false, expect.stringMatching(/^[A-Z_]+$/)]);
        expect([engine, run.calls < 10_000]).toEqual([engine, true]);
      }
    });
  });
});

describe('A server that has new rows on every page, without end', () => {
  it('is given up with an error, in either engine', async () => {
    const rows = (page: number) =>
      Array.from({ length: 500 }, (_, at) => ({ id: page * 500 + at + 1, updated_at: at }));
    await withSimulator({ mutate: repeating(rows, 500) }, async (simulator) => {
      for (const engine of ['search', 'database'] as const) {
        simulator.store.define('organization', { engine });
        const run = await sync(simulator, 'organization', { pageSize: 500 });
        expect([engine, run.isComplete, run.failure]).toEqual([engine, false, expect.stringMatching(/^FLUXX_/)]);
        expect([engine, run.calls < 10_000]).toEqual([engine, true]);
      }
    });
  }, 120_000);
});

describe('A server that counts more rows than any instance has', () => {
  it.each([1_000_000_001, Number.MAX_SAFE_INTEGER])('%d, is not believed', async (total) => {
    const rows = (page: number) => Array.from({ length: 500 }, (_, index) => ({ id: page * 500 + index }));
    await withSimulator({ mutate: repeating(rows, total) }, async (simulator) => {
      const run = await sync(simulator, 'organization');
      expect([run.isComplete, run.failure]).toEqual([false, 'FLUXX_ENVELOPE_INVALID']);
    });
  });
});
