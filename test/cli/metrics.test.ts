import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../src/cli/metrics.ts';
import type { LogLevel, Metric } from '../../src/core/logger.ts';
import { storedField } from '../../src/core/stream-definition.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import { definitionOf } from '../support/definitions.ts';

const fields = [storedField('id', 'integer')];

/** Metrics with a clock that is set by hand, and what they said. */
function watch() {
  const said: { readonly level: LogLevel; readonly message: string; readonly metric: Metric | undefined }[] = [];
  const clock = { ms: 0 };
  const metrics = createMetrics(
    (level, message, about) => said.push({ level, message, metric: about?.metric }),
    () => clock.ms,
  );
  return { metrics, clock, said };
}

const stream = { definition: definitionOf('user', fields), mode: 'incremental', fields } as const;
const started: SyncEvent = { kind: 'stream-started', stream };
const complete: SyncEvent = { kind: 'stream-finished', stream, outcome: { kind: 'complete', records: 0 } };

function records(count: number): SyncEvent {
  return { kind: 'records', stream, records: Array.from({ length: count }, () => ({ id: 1 })), changes: new Map() };
}

describe('The metrics of a run', () => {
  it('say once a minute how many records came since they spoke last, and at the end of a stream', () => {
    const { metrics, clock, said } = watch();
    metrics.hear(started);
    metrics.hear(records(3));
    clock.ms = 59_000;
    metrics.hear(records(4));
    expect(said).toEqual([]);
    clock.ms = 60_000;
    metrics.hear(records(5));
    clock.ms = 61_000;
    metrics.hear(records(6));
    metrics.hear(complete);
    expect(said).toEqual([
      {
        level: 'info',
        message: 'METRIC: {"type":"counter","metric":"record_count","value":12,"tags":{"stream":"user"}}',
        metric: { type: 'counter', metric: 'record_count', value: 12, tags: { stream: 'user' } },
      },
      expect.objectContaining({
        level: 'info',
        metric: { type: 'counter', metric: 'record_count', value: 6, tags: { stream: 'user' } },
      }),
      expect.objectContaining({
        level: 'info',
        metric: {
          type: 'timer',
          metric: 'sync_duration',
          value: 61,
          tags: { stream: 'user', status: 'succeeded' },
        },
      }),
    ]);
  });

  it('say at the end of a run what it has left open', () => {
    const { metrics, clock, said } = watch();
    metrics.hear(started);
    metrics.hear(records(3));
    clock.ms = 2000;
    metrics.end('failed');
    expect(said.map(({ metric }) => [metric?.metric, metric?.value, metric?.tags['status']])).toEqual([
      ['record_count', 3, undefined],
      ['sync_duration', 2, 'failed'],
      ['job_duration', 2, 'failed'],
    ]);
  });

  it('leave streams without anything new to debugging, but not those that failed', () => {
    const { metrics, said } = watch();
    metrics.hear(started);
    metrics.hear(complete);
    expect(said.map(({ level }) => level)).toEqual(['debug', 'debug']);
    metrics.hear(started);
    metrics.hear({ ...complete, outcome: { kind: 'interrupted', records: 0 } });
    expect(said.slice(2).map(({ level, metric }) => [level, metric?.tags['status']])).toEqual([
      ['debug', undefined],
      ['info', 'failed'],
    ]);
  });

  it('count requests by their status, each timed for debugging alone', () => {
    const { metrics, clock, said } = watch();
    metrics.call({ endpoint: 'api/rest/v2/user/list', status: 200, seconds: 0.5 });
    metrics.call({ endpoint: 'api/rest/v2/user/list', status: 200, seconds: 0.25 });
    metrics.call({ endpoint: 'oauth/token', status: 503, seconds: 1 });
    metrics.call({ endpoint: 'oauth/token', status: undefined, seconds: 60 });
    clock.ms = 5000;
    metrics.end('failed');
    const timers = said.filter(({ metric }) => metric?.metric === 'http_request_duration');
    expect(timers.map(({ level }) => level)).toEqual(['debug', 'debug', 'debug', 'debug']);
    expect(timers.map(({ metric }) => [metric?.value, metric?.tags['status']])).toEqual([
      [0.5, 'succeeded'],
      [0.25, 'succeeded'],
      [1, 'failed'],
      [60, 'failed'],
    ]);
    expect(said.slice(4).map(({ level, metric }) => [level, metric?.metric, metric?.value, metric?.tags])).toEqual([
      ['info', 'http_request_count', 2, { http_status_code: 200 }],
      ['info', 'http_request_count', 1, { http_status_code: 503 }],
      ['info', 'http_request_count', 1, { http_status_code: 0 }],
      ['info', 'job_duration', 5, { status: 'failed' }],
    ]);
  });
});
