import { PerformanceObserver } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { isObject } from '../../src/core/json.ts';
import { watchMemory } from '../../src/platform/watch-memory.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog } from '../support/catalogs.ts';
import { messagesOf, recordIds, statuses, traceErrors } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

const streams = ['program', 'organization'] as const;
const rows = 4000;

/**
 * Keeps ever more in the tap's own heap, so that it is used up while the tap reads: five megabytes a second, as numbers,
 * which nothing shares.
 */
const leak = 'const kept = []; setInterval(() => kept.push(Array.from({ length: 25_000 }, Math.random)), 40).unref()';
const leaking = {
  NODE_OPTIONS: `--max-old-space-size=64 --import=data:text/javascript,${encodeURIComponent(leak)}`,
};

async function argumentsOf(instance: Instance, state?: unknown): Promise<readonly string[]> {
  const catalog = await instance.write('catalog.json', airbyteCatalog(...streams));
  const before = state === undefined ? [] : ['--state', await instance.write('state.json', state)];
  return ['read', '--config', instance.config, '--catalog', catalog, ...before];
}

describe('A read whose memory is nearly used up', () => {
  it(
    'ends with what it has vouched for, and says what to do; the next one goes on from there',
    () =>
      withInstance({ latency: 100, settings: { page_size: 10, requests_per_minute: 100_000 } }, async (instance) => {
        seedModel(instance.simulator.store, 'program', 30);
        seedModel(instance.simulator.store, 'organization', rows);
        const run = await runTap(await argumentsOf(instance), { environment: leaking, timeLimitMs: 60_000 });

        expect([run.exitCode, run.signal]).toEqual([1, null]);
        const [error, ...others] = traceErrors(run);
        expect(error).toMatchObject({
          failure_type: 'system_error',
          internal_message: expect.stringMatching(/^MEMORY_EXHAUSTED /),
          message: expect.stringMatching(
            /^The memory of the heap is nearly used up \(\d\d of 64 MiB\).* lower `concurrency`/,
          ),
        });
        expect(others).toEqual([]);
        expect(run.stdout).toContain('pages are asked for one at a time');
        expect(statuses(run, 'program').at(-1)).toBe('COMPLETE');
        expect(statuses(run, 'organization')).toEqual(['STARTED', 'RUNNING', 'INCOMPLETE']);
        const states = messagesOf(run)
          .map((message) => message['state'])
          .filter(isObject);

        const next = await runTap(await argumentsOf(instance, states), { timeLimitMs: 60_000 });
        expect(next.exitCode).toBe(0);
        const ids = [...recordIds(run, 'organization'), ...recordIds(next, 'organization')];
        expect(new Set(ids)).toEqual(new Set(instance.simulator.store.ids('organization')));
        // What was vouched for is not read again.
        expect(ids.length).toBeLessThan(rows + 200);
      }),
    150_000,
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
  const mebibyte = 1024 ** 2;

  it('is aborted by a container that is full but for a twentieth, once what could be given back was', async () => {
    let used = 94 * mebibyte;
    const watch = watchMemory(() => [
      { what: 'heap', used: 10 * mebibyte, limit: 70 * mebibyte },
      { what: 'container', used, limit: 100 * mebibyte },
    ]);
    await collectGarbage();
    expect([watch.isTight(), watch.signal.aborted]).toEqual([true, false]);
    used = 96 * mebibyte;
    await collectGarbage();
    watch.stop();
    expect(watch.signal.reason).toMatchObject({
      code: 'MEMORY_EXHAUSTED',
      message: expect.stringMatching(/^The memory of the container is nearly used up \(96 of 100 MiB\)/),
    });
  });

  it('is not disturbed by a process that is well', async () => {
    const watch = watchMemory();
    await collectGarbage();
    watch.stop();
    expect([watch.isTight(), watch.signal.aborted]).toEqual([false, false]);
  });
});
