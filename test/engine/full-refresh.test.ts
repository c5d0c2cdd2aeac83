import { describe, expect, it } from '@jest/globals';
import type { Simulator } from '../simulator/simulator.ts';
import type { ModelDefinition } from '../simulator/table.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { merge, type SyncOptions, type SyncRun, secondsIn, sync, truth } from '../support/sync.ts';

const model = 'organization';
const rowCount = 120;

/** An instance with one model of several pages. */
function withRows(body: (simulator: Simulator) => Promise<void>, server: ModelDefinition = {}): Promise<void> {
  return withSimulator({}, async (simulator) => {
    simulator.store.define(model, server);
    for (let index = 0; index < rowCount; index++) {
      const at = secondsIn(index);
      simulator.store.insert(model, { name: `Row ${index}`, created_at: at, updated_at: at });
    }
    await body(simulator);
  });
}

const full = (simulator: Simulator, options: SyncOptions): Promise<SyncRun> =>
  sync(simulator, model, { mode: 'full', pageSize: 10, ...options });

/** A full refresh that is killed in its middle, and the state that it leaves. */
async function brokenOff(simulator: Simulator, job: string): Promise<SyncRun> {
  const run = await full(simulator, { job, crashAfter: 12 });
  expect([run.emitted > 20, run.emitted < 80, run.state?.fullRefresh]).toEqual([
    true,
    true,
    { job, isComplete: false },
  ]);
  return run;
}

describe('A full refresh that broke off', () => {
  const servers: readonly (readonly [string, ModelDefinition])[] = [
    ['the index', { engine: 'search' }],
    ['the database', { engine: 'database' }],
  ];

  it.each(servers)('is gone on with by the next attempt of its job, in %s', async (_where, server) => {
    await withRows(async (simulator) => {
      const first = await brokenOff(simulator, '7');
      const second = await full(simulator, { job: '7', state: first.state });
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      expect(second.emitted).toBeLessThanOrEqual(rowCount - first.emitted + 10);
      expect(second.state?.fullRefresh).toEqual({ job: '7', isComplete: true });
    }, server);
  });

  it.each([
    ['another job', '8'],
    ['a run without a job', undefined],
  ])('is begun anew by %s, whose target may not have its rows', async (_who, job) => {
    await withRows(async (simulator) => {
      const first = await brokenOff(simulator, '7');
      const second = await full(simulator, { state: first.state, ...(job && { job }) });
      expect(merge(simulator, model, second)).toEqual(truth(simulator, model));
    });
  });

  it('vouches for nothing in an incremental run, although an earlier state did', async () => {
    await withRows(async (simulator) => {
      simulator.store.insert(model, { name: 'Undated', updated_at: null });
      const before = await sync(simulator, model);
      expect(before.state?.bookmark).toBe(secondsIn(rowCount - 1));
      const broken = await full(simulator, { job: '7', state: before.state, crashAfter: 12 });
      const after = await sync(simulator, model, { state: broken.state });
      expect(merge(simulator, model, after)).toEqual(truth(simulator, model));
      expect(after.state?.fullRefresh).toBeUndefined();
    });
  });
});

describe('A full refresh that was complete', () => {
  it('is not done again by the next attempt of its job, which tells the state again', async () => {
    await withRows(async (simulator) => {
      const first = await full(simulator, { job: '7' });
      const second = await full(simulator, { job: '7', state: first.state });
      expect([second.isComplete, second.emitted, second.calls]).toEqual([true, 0, 0]);
      expect(second.state).toEqual(first.state);
    });
  });

  it.each([
    ['another job', '8'],
    ['a run without a job', undefined],
  ])('is done again by %s', async (_who, job) => {
    await withRows(async (simulator) => {
      const first = await full(simulator, { job: '7' });
      const second = await full(simulator, { state: first.state, ...(job && { job }) });
      expect(merge(simulator, model, second)).toEqual(truth(simulator, model));
    });
  });

  it('is gone on with by an incremental run, which reads what changed since', async () => {
    await withRows(async (simulator) => {
      const first = await full(simulator, { job: '7' });
      simulator.store.update(model, 5, { name: 'Changed' });
      const second = await sync(simulator, model, { state: first.state });
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      expect(second.emitted).toBeLessThan(5);
    });
  });
});

describe('A full refresh without a job', () => {
  it('has no state before its end: nobody could go on with it', async () => {
    await withRows(async (simulator) => {
      const run = await full(simulator, {});
      expect(run.events.filter(({ kind }) => kind === 'checkpoint')).toHaveLength(1);
      expect(run.state?.fullRefresh).toBeUndefined();
    });
  });
});
