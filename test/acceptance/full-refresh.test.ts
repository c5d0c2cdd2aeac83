import { describe, expect, it } from '@jest/globals';
import { recordsOf } from '../support/messages.ts';
import type { FinishedProcess } from '../support/run-tap.ts';
import { configuredCatalog, payloads, withConnector } from './connector.ts';

const earliest = (run: FinishedProcess): number =>
  Math.min(...payloads(run, 'RECORD').map(({ emitted_at: at }) => Number(at)));

describe('TestFullRefresh', () => {
  it('test_sequential_reads: a second read brings all records of the first, not earlier', () =>
    withConnector(async ({ streams: discover, read }) => {
      const streams = await discover();
      const catalog = configuredCatalog(streams, 'full_refresh');
      const first = await read(catalog);
      const second = await read(catalog);
      for (const { name } of streams) {
        const again = new Map(recordsOf(second, String(name)).map((record) => [record['id'], record]));
        const records = recordsOf(first, String(name));
        expect(records.length).toBeGreaterThan(0);
        for (const record of records) expect(again.get(record['id'])).toEqual(record);
      }
      expect(earliest(second)).toBeGreaterThanOrEqual(earliest(first));
    }));
});
