import { PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import { watchMemory } from '../../src/platform/watch-memory.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { at, messagesOf, traceErrors } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

/** Wide ones, so that a page of each at a time is more than the heap below holds. */
const streams = [
  'affiliate',
  'budget_request',
  'grantee_budget',
  'grant_request',
  'initiative',
  'organization',
  'program',
  'request_amendment',
  'request_evaluation_metric',
  'request_report',
  'request_review',
  'request_transaction',
  'sub_program',
  'user',
];
const rows = 300;

/** Less than half of what the run needs, and enough to get it going. */
const smallHeap = { NODE_OPTIONS: '--max-old-space-size=40' };

/** The arguments of a read of every field that is discovered. */
async function argumentsOf(instance: Instance, state?: unknown): Promise<readonly string[]> {
  const found = messagesOf(await runTap(['discover', '--config', instance.config])).map((line) => at(line, 'catalog'));
  const discovered = found.flatMap((catalog) => (isObject(catalog) ? (catalog['streams'] as readonly unknown[]) : []));
  const catalog = await instance.write('catalog.json', {
    streams: discovered.map((stream) => ({
      stream,
      sync_mode: 'incremental',
      destination_sync_mode: 'append_dedup',
    })),
  });
  const before = state === undefined ? [] : ['--state', await instance.write('state.json', state)];
  return ['read', '--config', instance.config, '--catalog', catalog, ...before];
}

describe('A read whose memory is nearly used up', () => {
  it(
    'ends with what it has vouched for, and says what to do; the next one goes on from there',
    () =>
      withInstance(
        { settings: { streams, concurrency: 16, page_size: 50, requests_per_minute: 10_000 } },
        async (instance) => {
          for (const stream of streams) seedModel(instance.simulator.store, stream, rows);
          const run = await runTap(await argumentsOf(instance), { environment: smallHeap, timeLimitMs: 120_000 });

          expect([run.exitCode, run.signal]).toEqual([1, null]);
          const [error, ...others] = traceErrors(run);
          expect(error).toMatchObject({
            failure_type: 'system_error',
            internal_message: expect.stringMatching(/^MEMORY_EXHAUSTED /),
            message: expect.stringMatching(
              /^The memory of the heap is nearly used up \(\d\d of 40 MiB\).* lower `concurrency`/,
            ),
          });
          expect(others).toEqual([]);
          // Read once: the lines are many, and wide.
          const said = messagesOf(run);
          const lives = said.map((message) => at(message, 'trace', 'stream_status')).filter(isObject);
          const begun = lives.filter(({ status }) => status === 'STARTED').length;
          expect(lives.filter(({ status }) => status === 'INCOMPLETE')).toHaveLength(begun);
          const states = said.map((message) => message['state']).filter(isObject);
          expect(states.length).toBeGreaterThan(0);

          const next = await runTap(await argumentsOf(instance, states), { timeLimitMs: 120_000 });
          expect(next.exitCode).toBe(0);
          const records = [...said, ...messagesOf(next)].map(({ record }) => record).filter(isObject);
          const found = new Set(records.map((record) => JSON.stringify([record['stream'], at(record, 'data', 'id')])));
          expect(found.size).toBe(streams.length * rows);
          // What was vouched for is not read again.
          expect(records.length).toBeLessThan(1.2 * found.size);
        },
      ),
    200_000,
  );
});

/** Collects all garbage, and returns when the process was told of it. */
async function collectGarbage(): Promise<void> {
  const told = new Promise((resolve) => {
    const observer = new PerformanceObserver(() => {
      observer.disconnect();
      resolve(undefined);
    });
    observer.observe({ entryTypes: ['gc'] });
  });
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  await told;
}

describe('The watch over the memory', () => {
  it('is aborted by a container that is nearly full, once what could be given back was', async () => {
    const mebibyte = 1024 ** 2;
    let used = 79 * mebibyte;
    const watch = watchMemory(() => [
      { what: 'heap', used: 10 * mebibyte, limit: 70 * mebibyte },
      { what: 'container', used, limit: 100 * mebibyte },
    ]);
    await collectGarbage();
    expect(watch.signal.aborted).toBe(false);
    used = 81 * mebibyte;
    await collectGarbage();
    watch.stop();
    expect(watch.signal.reason).toMatchObject({
      code: 'MEMORY_EXHAUSTED',
      message: expect.stringMatching(/^The memory of the container is nearly used up \(81 of 100 MiB\)/),
    });
  });

  it('is not disturbed by a process that is well', async () => {
    const watch = watchMemory();
    await collectGarbage();
    watch.stop();
    expect(watch.signal.aborted).toBe(false);
  });
});
