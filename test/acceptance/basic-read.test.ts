import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { projectRoot } from '../simulator/project-root.ts';
import { at, type Message, recordsOf, statuses, traceErrors } from '../support/messages.ts';
import type { FinishedProcess } from '../support/run-tap.ts';
import { readAcceptanceConfig, settingOf } from './acceptance-config.ts';
import { configuredCatalog, declaredProperties, payloads, withConnector } from './connector.ts';

/** Every stream of the instance, read in full as the platform does at first. */
interface Reading {
  readonly streams: readonly Message[];
  readonly run: FinishedProcess;
}

function readAll(): Promise<Reading> {
  return withConnector(async ({ streams: discover, read }) => {
    const streams = await discover();
    const run = await read(configuredCatalog(streams, 'full_refresh'));
    expect(run.exitCode).toBe(0);
    return { streams, run };
  });
}

let reading: Reading;

beforeAll(async () => {
  reading = await readAll();
});

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);

const nameOf = (stream: Message): string => String(stream['name']);

/** `fail_on_extra_columns`: a property that is not declared is a fault. */
function closed(stream: Message): Message {
  return { ...Object(stream['json_schema']), additionalProperties: false };
}

const expectedPath = settingOf(readAcceptanceConfig(), 'basic_read', 'expect_records', 'path');

interface ExpectedRecord {
  readonly stream: string;
  readonly data: Message;
  readonly emitted_at: number;
}

/** Where `UPDATE_DOCS` is set, the first record of each stream that was read becomes one of those that are expected. */
function expectedRecords({ streams, run }: Reading): readonly ExpectedRecord[] {
  const path = join(projectRoot(), expectedPath);
  if (process.env['UPDATE_DOCS']) {
    const found = streams.flatMap((stream) =>
      recordsOf(run, nameOf(stream))
        .slice(0, 1)
        .map((data) => ({ stream: nameOf(stream), data, emitted_at: 1_700_000_000_000 })),
    );
    writeFileSync(path, found.map((record) => `${JSON.stringify(record)}\n`).join(''));
  }
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('TestBasicRead', () => {
  it('test_read: each stream has records, all valid by its schema, without other columns, and with a key', () => {
    const { streams, run } = reading;
    for (const stream of streams) {
      const records = recordsOf(run, nameOf(stream));
      expect([nameOf(stream), records.length > 0]).toEqual([nameOf(stream), true]);
      const validate = ajv.compile(closed(stream));
      expect([nameOf(stream), records.filter((record) => !validate(record))]).toEqual([nameOf(stream), []]);
      expect(records.filter(({ id }) => id === null || id === undefined)).toEqual([]);
    }
  });

  it('test_read: every field that is declared is in every record, and some record of a stream has a value for most', () => {
    const { streams, run } = reading;
    for (const stream of streams) {
      const records = recordsOf(run, nameOf(stream));
      const names = Object.keys(declaredProperties(stream));
      expect(records.filter((record) => names.some((name) => !(name in record)))).toEqual([]);
      const filled = names.filter((name) => records.some((record) => record[name] !== null));
      expect([nameOf(stream), filled.length / names.length > 0.5]).toEqual([nameOf(stream), true]);
    }
  });

  it('test_read: the records that are expected are among them', () => {
    const expected = expectedRecords(reading);
    expect(new Set(expected.map(({ stream }) => stream)).size).toBe(reading.streams.length);
    for (const { stream, data } of expected) {
      expect(recordsOf(reading.run, stream).find(({ id }) => id === data['id'])).toEqual(data);
    }
  });

  it('test_read: each stream is said to be started, running and complete', () => {
    const { streams, run } = reading;
    for (const stream of streams) {
      expect(statuses(run, nameOf(stream))).toEqual(['STARTED', 'RUNNING', 'COMPLETE']);
    }
  });

  it('test_read: each stream has a state, of the type of streams, with the number of its records', () => {
    const { streams, run } = reading;
    const states = payloads(run, 'STATE');
    expect(states.filter(({ type }) => type !== 'STREAM')).toEqual([]);
    for (const stream of streams) {
      const own = states.filter((state) => at(state, 'stream', 'stream_descriptor', 'name') === nameOf(stream));
      const counted = own.reduce((sum, state) => sum + Number(at(state, 'sourceStats', 'recordCount')), 0);
      expect([own.length > 0, counted]).toEqual([true, recordsOf(run, nameOf(stream)).length]);
    }
  });

  it('test_airbyte_trace_message_on_failure: a stream and a mode that nobody knows end in an error trace', () =>
    withConnector(async ({ read }) => {
      const run = await read({
        streams: [
          {
            stream: {
              name: '__AIRBYTE__stream_that_does_not_exist',
              json_schema: { type: 'object' },
              supported_sync_modes: ['full_refresh'],
            },
            sync_mode: 'INVALID',
            destination_sync_mode: 'INVALID',
          },
        ],
      });
      expect(run.exitCode).toBe(1);
      expect(traceErrors(run).length).toBeGreaterThanOrEqual(1);
    }));
});
