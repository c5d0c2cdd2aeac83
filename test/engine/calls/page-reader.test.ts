import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError } from '../../../src/core/connector-error.ts';
import type { ErrorCode } from '../../../src/core/error-codes.ts';
import type { RawRow } from '../../../src/core/record.ts';
import { deletionMark, storedField } from '../../../src/core/stream-definition.ts';
import { createPageReader, type PageReader } from '../../../src/engine/calls/page-reader.ts';
import type { Page, PageRequest, Source } from '../../../src/engine/ports.ts';
import { definitionOf } from '../../support/definitions.ts';

const cursor = 'updated_at';
const changedAt = '2026-01-01T00:00:00Z';

/** What a server makes of a call: the code of its failure, or nothing when it answers. `call` counts from 1. */
type Judge = (request: PageRequest, call: number) => ErrorCode | undefined;

/** A server with so many rows, each column of which says its own name; it fails as it is told. */
interface Server extends Source {
  readonly calls: readonly PageRequest[];
}

function serverOf(judge: Judge, rows = 1000): Server {
  const calls: PageRequest[] = [];
  return {
    calls,
    serverTime: () => Promise.reject(new Error('Nobody asked for the time.')),
    onHold: () => undefined,
    heldUntil: () => undefined,
    async fetchPage(request) {
      calls.push(request);
      const code = judge(request, calls.length);
      if (code !== undefined) throw new ConnectorError('transient', code, `call ${calls.length} failed`);
      return pageOf(request, rows);
    },
  };
}

function pageOf({ page, pageSize, columns }: PageRequest, totalRows: number): Page {
  const begin = (page - 1) * pageSize;
  const length = Math.max(0, Math.min(pageSize, totalRows - begin));
  const rows = Array.from({ length }, (_, index) => toRow(begin + index + 1, columns));
  return { rows, totalRows, page, pageSize };
}

function toRow(id: number, columns: readonly string[]): RawRow {
  const values = columns.map((name) => [name, name === cursor ? changedAt : `${name} of ${id}`] as const);
  return { ...Object.fromEntries(values), id };
}

/** A reader of columns of text besides the keys, and what it logged, as `level: message`. */
function readerOf(
  source: Source,
  columns: readonly string[],
  { pageSize = 40, hasCursor = true }: { readonly pageSize?: number; readonly hasCursor?: boolean } = {},
): { readonly reader: PageReader; readonly log: readonly string[] } {
  const log: string[] = [];
  const keys = [storedField('id', 'integer'), ...(hasCursor ? [storedField(cursor, 'datetime')] : [])];
  const fields = [...keys, ...columns.map((name) => storedField(name, 'text')), deletionMark];
  const definition = definitionOf('user', fields, { cursor: hasCursor ? cursor : undefined });
  const stream = { definition, mode: 'incremental', fields } as const;
  const note = (level: string, message: string): unknown => log.push(`${level}: ${message}`);
  return { reader: createPageReader({ source, stream, pageSize, log: note }), log };
}

/** Reads the first page of whatever size is in order. */
function readFirst(reader: PageReader): Promise<Page> {
  return reader.read((pageSize) => ({ engine: 'search', page: 1, pageSize }));
}

const isForKeys = ({ columns }: PageRequest): boolean => columns.every((name) => name === 'id' || name === cursor);

/** A server that gives up on certain columns, whoever asks for them, however few rows. */
function breaksOn(...broken: readonly string[]): Judge {
  return ({ columns }) => (columns.some((name) => broken.includes(name)) ? 'FLUXX_UNAVAILABLE' : undefined);
}

/** A server that bears so many columns a call. */
function bearsColumns(most: number): Judge {
  return ({ columns }) => (columns.length > most ? 'FLUXX_TIMEOUT' : undefined);
}

const burdens = ['FLUXX_TIMEOUT', 'FLUXX_UNAVAILABLE', 'FLUXX_BUSY'] as const;

describe('A page', () => {
  it('is one call for the keys and all columns, where the server bears it', async () => {
    const server = serverOf(() => undefined);
    const { reader } = readerOf(server, ['name', 'town']);
    const page = await reader.read((pageSize) => ({ engine: 'database', order: [['id', 'asc']], page: 2, pageSize }));
    expect(page.rows).toHaveLength(40);
    expect(server.calls).toMatchObject([
      { model: 'user', engine: 'database', order: [['id', 'asc']], page: 2, pageSize: 40, conditions: [] },
    ]);
    expect(server.calls[0]?.columns).toEqual(['id', cursor, 'name', 'town']);
  });

  it('is asked for without a cursor where the stream has none', async () => {
    const server = serverOf(() => undefined);
    await readFirst(readerOf(server, ['name'], { hasCursor: false }).reader);
    expect(server.calls[0]?.columns).toEqual(['id', 'name']);
  });

  it.each(burdens)('is asked for with fewer rows, at once and by a new question, on %s', async (code) => {
    const server = serverOf(({ pageSize }) => (pageSize > 12 ? code : undefined));
    const { reader, log } = readerOf(server, ['name']);
    const choices: number[] = [];
    const page = await reader.read((pageSize) => {
      choices.push(pageSize);
      return { engine: 'search', page: 1, pageSize };
    });
    expect(choices).toEqual([40, 20, 10]);
    expect(server.calls.map(({ pageSize }) => pageSize)).toEqual([40, 20, 10]);
    expect(server.calls.map(({ burdenRetries }) => burdenRetries)).toEqual([0, 0, 0]);
    expect(page.rows).toHaveLength(10);
    expect(reader.pageSize()).toBe(10);
    expect(log).toEqual(['info: user: pages of 20 rows from here on', 'info: user: pages of 10 rows from here on']);
  });

  it('is read in several calls and joined, when a few rows are still too much and the keys are answered', async () => {
    const server = serverOf(bearsColumns(4));
    const { reader, log } = readerOf(server, ['a', 'b', 'c', 'd', 'e']);
    const page = await readFirst(reader);
    expect(page.rows).toEqual([1, 2, 3, 4, 5].map((id) => toRow(id, ['id', cursor, 'a', 'b', 'c', 'd', 'e'])));
    expect(server.calls.slice(-3).map(({ columns }) => columns.slice(2))).toEqual([['a', 'b'], ['c'], ['d', 'e']]);
    expect(reader.unread.size).toBe(0);
    expect(log.some((line) => line.includes('in 3 calls from here on'))).toBe(true);
    // Half of the columns is at hand: nobody waits for the whole of them again.
    const wide = server.calls.filter(({ columns }) => columns.length > 4);
    expect(new Set(wide.map(({ burdenRetries }) => burdenRetries))).toEqual(new Set([0]));
  });

  it('is read in as few calls from then on', async () => {
    const server = serverOf(bearsColumns(5));
    const { reader } = readerOf(server, ['a', 'b', 'c', 'd', 'e']);
    await readFirst(reader);
    const before = server.calls.length;
    await readFirst(reader);
    expect(server.calls.length - before).toBe(2);
  });

  it('fails at once on a failure that no smaller question cures', async () => {
    for (const code of ['NETWORK_FAILED', 'FLUXX_RATE_LIMITED', 'FLUXX_QUERY_REFUSED', 'FLUXX_NOT_JSON'] as const) {
      const server = serverOf(() => code);
      const { reader } = readerOf(server, ['name']);
      await expect(readFirst(reader)).rejects.toMatchObject({ code });
      expect(server.calls).toHaveLength(1);
      expect(reader.pageSize()).toBe(40);
    }
  });
});

describe('A column that alone makes a call fail', () => {
  it.each([...burdens, 'FLUXX_APPLICATION_ERROR'] as const)(
    'is found, told once by its name, and not asked for again (%s)',
    async (code) => {
      const server = serverOf((request) => (breaksOn('c')(request, 0) === undefined ? undefined : code));
      const { reader, log } = readerOf(server, ['a', 'b', 'c', 'd']);
      const page = await readFirst(reader);
      expect(page.rows[0]).toEqual(toRow(1, ['id', cursor, 'a', 'b', 'd']));
      expect([...reader.unread]).toEqual(['c']);
      const warnings = log.filter((line) => line.startsWith('warn'));
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(/^warn: user: c is not read any more, .*call \d+ failed/);
      const before = server.calls.length;
      await readFirst(reader);
      expect(server.calls.slice(before).map(({ columns }) => columns)).toEqual([['id', cursor, 'a', 'b', 'd']]);
    },
  );

  it('is told once by several readers that find it at the same time', async () => {
    const server = serverOf(breaksOn('b'));
    const { reader, log } = readerOf(server, ['a', 'b', 'c', 'd']);
    const pages = await Promise.all([1, 2, 3, 4].map(() => readFirst(reader)));
    for (const { rows } of pages) expect(rows[0]).toEqual(toRow(1, ['id', cursor, 'a', 'c', 'd']));
    expect(log.filter((line) => line.startsWith('warn'))).toHaveLength(1);
    expect(log.filter((line) => line.includes('in 2 calls'))).toHaveLength(1);
  });

  it('may be the only one', async () => {
    const { reader } = readerOf(serverOf(breaksOn('a')), ['a']);
    expect((await readFirst(reader)).rows[0]).toEqual(toRow(1, ['id', cursor]));
    expect([...reader.unread]).toEqual(['a']);
  });

  it('is asked for once more, with every retry, before it is given up', async () => {
    let isMended = false;
    const server = serverOf((request, call) => {
      isMended ||= request.columns.length === 3 && request.burdenRetries === undefined;
      return isMended ? undefined : breaksOn('a')(request, call);
    });
    const { reader, log } = readerOf(server, ['a', 'b']);
    expect((await readFirst(reader)).rows[0]).toEqual(toRow(1, ['id', cursor, 'a', 'b']));
    expect(reader.unread.size).toBe(0);
    expect(log.filter((line) => line.startsWith('warn'))).toEqual([]);
  });
});

describe('A server that is down', () => {
  it.each(burdens)('is never taken for a heavy column: %s', async (code) => {
    const server = serverOf(() => code);
    const { reader, log } = readerOf(server, ['a', 'b', 'c', 'd'], { pageSize: 500 });
    await expect(readFirst(reader)).rejects.toMatchObject({ code });
    expect(server.calls.length).toBeLessThanOrEqual(12);
    expect(isForKeys(server.calls.at(-1) as PageRequest)).toBe(true);
    expect(reader.unread.size).toBe(0);
    expect(log.filter((line) => !line.includes('pages of'))).toEqual([]);
  });

  it('is not taken for one when it answers with errors of the application', async () => {
    const server = serverOf(() => 'FLUXX_APPLICATION_ERROR');
    const { reader } = readerOf(server, ['a', 'b']);
    await expect(readFirst(reader)).rejects.toMatchObject({
      code: 'FLUXX_APPLICATION_ERROR',
      message: 'call 1 failed',
    });
    expect(server.calls).toHaveLength(2);
    expect(reader.pageSize()).toBe(40);
    expect(reader.unread.size).toBe(0);
  });

  it('is told of as it fails in the end, when the keys are asked for', async () => {
    const server = serverOf((request) => (isForKeys(request) ? 'NETWORK_FAILED' : 'FLUXX_TIMEOUT'));
    const { reader } = readerOf(server, ['a', 'b']);
    await expect(readFirst(reader)).rejects.toMatchObject({ code: 'NETWORK_FAILED' });
    expect(reader.unread.size).toBe(0);
  });

  it('and comes back while the keys are asked for, is read in one call a page as before', async () => {
    let isBack = false;
    const server = serverOf((request) => {
      isBack ||= isForKeys(request); // whose retries wait
      return isBack ? undefined : 'FLUXX_UNAVAILABLE';
    });
    const { reader, log } = readerOf(server, ['a', 'b', 'c']);
    const page = await readFirst(reader);
    expect(page.rows[0]).toEqual(toRow(1, ['id', cursor, 'a', 'b', 'c']));
    expect(server.calls.at(-1)?.columns).toHaveLength(5);
    expect(log.filter((line) => line.includes('calls from here on'))).toEqual([]);
  });

  it('just when a heavy column is asked for once more, costs no column', async () => {
    let isDown = false;
    const server = serverOf((request) => {
      isDown ||= request.columns.length === 3 && request.burdenRetries === undefined;
      return isDown || request.columns.includes('a') ? 'FLUXX_UNAVAILABLE' : undefined;
    });
    const { reader, log } = readerOf(server, ['a', 'b']);
    await expect(readFirst(reader)).rejects.toMatchObject({ code: 'FLUXX_UNAVAILABLE' });
    expect(isDown).toBe(true);
    expect(reader.unread.size).toBe(0);
    expect(log.filter((line) => line.startsWith('warn'))).toEqual([]);
  });

  it.each(['NETWORK_FAILED', 'FLUXX_RATE_LIMITED', 'FLUXX_TOKEN_REFUSED', 'FLUXX_NOT_JSON'] as const)(
    'or fails otherwise (%s) when a heavy column is asked for once more, costs no column',
    async (code) => {
      const server = serverOf((request) => {
        if (!request.columns.includes('a')) return undefined;
        return request.columns.length === 3 && request.burdenRetries === undefined ? code : 'FLUXX_UNAVAILABLE';
      });
      const { reader } = readerOf(server, ['a', 'b']);
      await expect(readFirst(reader)).rejects.toMatchObject({ code });
      expect(reader.unread.size).toBe(0);
    },
  );
});

describe('Rows that change between the calls for their columns', () => {
  /** A server that bears one column besides the keys, and on which every row changes between so many calls for one. */
  function restless(changes: number): Server {
    const server = serverOf(bearsColumns(3));
    let answered = 0;
    return {
      ...server,
      async fetchPage(request) {
        const page = await server.fetchPage(request);
        const version = Math.min(answered, changes);
        if (request.columns.length === 3) answered += 1;
        const rows = page.rows.map((row) => ({
          ...Object.fromEntries(Object.keys(row).map((name) => [name, `version ${version}`])),
          id: row.id,
          updated_at: `2026-01-01T00:00:${String(version).padStart(2, '0')}Z`,
        }));
        return { ...page, rows };
      },
    };
  }

  it('are asked for again, as far as they were asked for before the change', async () => {
    const server = restless(3);
    const page = await readFirst(readerOf(server, ['a', 'b']).reader);
    expect(page.rows[0]).toEqual({ id: 1, updated_at: '2026-01-01T00:00:03Z', a: 'version 3', b: 'version 3' });
    const halves = server.calls.filter(({ columns }) => columns.length === 3).map(({ columns }) => columns[2]);
    expect(halves).toEqual(['a', 'b', 'a', 'b', 'a']);
  });

  it('each time, fail the stream rather than be read torn', async () => {
    const server = restless(1000);
    const { reader } = readerOf(server, ['a', 'b']);
    await expect(readFirst(reader)).rejects.toMatchObject({ kind: 'transient', code: 'FLUXX_PAGES_UNSTABLE' });
    expect(server.calls.length).toBeLessThan(25);
    expect(reader.unread.size).toBe(0);
  });
});

describe('Whatever a server bears,', () => {
  it('a page has every column that it can give at all, of as many rows as the page says', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k'];
    const server = fc.record({
      columns: fc.subarray(names),
      broken: fc.subarray(names, { maxLength: 4 }),
      /** Rows times columns, the keys apart, that one call may ask for: a few rows of one column always go. */
      cells: fc.integer({ min: 5, max: 600 }),
      pageSize: fc.integer({ min: 1, max: 60 }),
      code: fc.constantFrom(...burdens, 'FLUXX_APPLICATION_ERROR' as const),
      atOnce: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(server, async ({ columns, broken, cells, pageSize, code, atOnce }) => {
        const source = serverOf(({ columns: asked, pageSize: rows }) => {
          if (asked.some((name) => broken.includes(name))) return code;
          return rows * (asked.length - 2) > cells ? 'FLUXX_TIMEOUT' : undefined;
        });
        const { reader } = readerOf(source, columns, { pageSize });
        const readable = columns.filter((name) => !broken.includes(name));
        for (let round = 1; round <= 3; round++) {
          const pages = await Promise.all(Array.from({ length: atOnce }, () => readFirst(reader)));
          for (const page of pages) {
            const ids = Array.from({ length: page.pageSize }, (_, index) => index + 1);
            expect(page.rows).toEqual(ids.map((id) => toRow(id, ['id', cursor, ...readable])));
          }
        }
        expect([...reader.unread].sort()).toEqual(columns.filter((name) => broken.includes(name)));
        expect(reader.pageSize()).toBeLessThanOrEqual(pageSize);
      }),
      { numRuns: 300 },
    );
  });
});
