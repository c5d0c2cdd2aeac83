import { describe, expect, it } from '@jest/globals';
import { airbyteCatalog } from '../support/catalogs.ts';
import { loadRows } from '../support/load-rows.ts';
import { at, type Message, messagesOf, recordIds, recordsOf } from '../support/messages.ts';
import type { FinishedProcess } from '../support/run-tap.ts';
import { readAcceptanceConfig, settingOf } from './acceptance-config.ts';
import { payloads, readProjectJson, withConnector } from './connector.ts';

const suites = readAcceptanceConfig();
const catalog = readProjectJson(settingOf(suites, 'incremental', 'configured_catalog_path'));
const streams = (Object(catalog).streams as readonly Message[]).map((entry) => String(at(entry, 'stream', 'name')));

const streamOf = (state: Message): unknown => at(state, 'stream', 'stream_descriptor', 'name');

/** The last state of each stream, as a state file. */
function lastStates(run: FinishedProcess): readonly Message[] {
  return [...new Map(payloads(run, 'STATE').map((state) => [streamOf(state), state])).values()];
}

describe('TestIncremental', () => {
  it('test_two_sequential_reads: the second is smaller, and each has states', () =>
    withConnector(async ({ read }) => {
      const first = await read(catalog);
      const second = await read(catalog, lastStates(first));
      for (const stream of streams) {
        expect(recordsOf(first, stream).length).toBeGreaterThan(0);
        expect(recordsOf(second, stream).length).toBeLessThan(recordsOf(first, stream).length);
        expect(lastStates(second).map(streamOf)).toContain(stream);
      }
    }));

  it('test_read_sequential_slices: from every state on, at least what came behind it is read', () =>
    withConnector(async ({ read }) => {
      const first = await read(catalog);
      const messages = messagesOf(first);
      const cuts = messages.flatMap(({ type }, index) => (type === 'STATE' ? [index] : []));
      expect(cuts.length).toBeGreaterThanOrEqual(streams.length);
      for (const cut of cuts) {
        const before: Pick<FinishedProcess, 'lines'> = { lines: first.lines.slice(0, cut + 1) };
        const states = new Map(payloads(before, 'STATE').map((state) => [streamOf(state), state]));
        const next = await read(catalog, [...states.values()]);
        expect(next.exitCode).toBe(0);
        for (const stream of streams) {
          const whole = new Set([...recordIds(before, stream), ...recordIds(next, stream)]);
          expect([stream, whole]).toEqual([stream, new Set(recordIds(first, stream))]);
        }
      }
    }));

  it('test_read_sequential_slices: the same in the midst of a stream that is read for long', () =>
    withConnector(async ({ read, simulator }) => {
      const stream = 'user';
      const times = Array.from({ length: 22_000 }, (_, index) => 1_600_000_000 + index);
      loadRows(simulator, stream, times);
      const narrow = airbyteCatalog(stream);
      const first = await read(narrow);
      const messages = messagesOf(first);
      const inTheMidst = messages.flatMap((message, index) =>
        message['type'] === 'STATE' && Number(at(message, 'state', 'sourceStats', 'recordCount')) > 0 ? [index] : [],
      );
      expect(inTheMidst.length).toBeGreaterThan(2);
      for (const cut of inTheMidst) {
        const before: Pick<FinishedProcess, 'lines'> = { lines: first.lines.slice(0, cut + 1) };
        const next = await read(narrow, payloads(before, 'STATE').slice(-1));
        const ids = [recordIds(before, stream), recordIds(next, stream)];
        expect(new Set(ids.flat()).size).toBe(times.length);
        // It goes on, and does not begin again.
        expect(ids.flat().length).toBeLessThan(times.length + 2000);
      }
    }));

  it('test_state_with_abnormally_large_values: a state of the far future brings no record, but states', () =>
    withConnector(async ({ read }) => {
      const future = readProjectJson(settingOf(suites, 'incremental', 'future_state', 'future_state_path'));
      expect((future as readonly Message[]).map(streamOf)).toEqual(streams);
      const run = await read(catalog, future);
      expect([run.exitCode, payloads(run, 'RECORD')]).toEqual([0, []]);
      expect(new Set(payloads(run, 'STATE').map(streamOf))).toEqual(new Set(streams));
    }));
});
