import { describe, expect, it } from '@jest/globals';
import type { Instant } from '../../src/core/instant.ts';
import { storedField } from '../../src/core/stream-definition.ts';
import { emptyState } from '../../src/core/stream-state.ts';
import { stateToGoOnFrom } from '../../src/engine/state-to-go-on-from.ts';
import type { Simulator } from '../simulator/simulator.ts';
import type { ModelDefinition } from '../simulator/table.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { definitionOf } from '../support/definitions.ts';
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
      expect(second.emitted).toBeLessThanOrEqual(rowCount - first.emitted + 10 + 1); // and the second of the bookmark
      expect(second.state?.fullRefresh).toEqual({ job: '7', isComplete: true });
    }, server);
  });

  it.each(servers)(
    'is complete only with what changed since its first attempt began, in %s',
    async (_where, server) => {
      await withRows(async (simulator) => {
        const first = await brokenOff(simulator, '7');
        simulator.store.update(model, 5, { name: 'Edited between the attempts' });
        simulator.store.insert(model, { name: 'Added between the attempts' });
        const second = await full(simulator, { job: '7', state: first.state, crashAfter: 12 });
        simulator.store.update(model, 30, { name: 'Edited before the last' });
        const third = await full(simulator, { job: '7', state: second.state });
        expect(merge(simulator, model, first, second, third)).toEqual(truth(simulator, model));
        expect(third.state?.fullRefresh).toEqual({ job: '7', isComplete: true });
      }, server);
    },
  );

  it('goes on with what changed alone, where its pass was done and that failed', async () => {
    await withRows(
      async (simulator) => {
        const first = await brokenOff(simulator, '7');
        simulator.store.update(model, 5, { name: 'Edited between the attempts' });
        const second = await full(simulator, { job: '7', state: first.state, crashAfter: 30 });
        expect(second.state).toMatchObject({ bookmark: expect.any(String), fullRefresh: { isComplete: false } });
        expect(second.state?.sweep).toBeUndefined();
        const third = await full(simulator, { job: '7', state: second.state });
        expect(merge(simulator, model, first, second, third)).toEqual(truth(simulator, model));
        expect(third.state?.fullRefresh).toEqual({ job: '7', isComplete: true });
        expect(third.emitted).toBeLessThan(5);
      },
      { engine: 'search' },
    );
  });

  it('is done again where no row had a timestamp, by which to tell what changed', async () => {
    await withSimulator({}, async (simulator) => {
      simulator.store.define(model, {});
      for (let index = 0; index < rowCount; index++) simulator.store.insert(model, { updated_at: null });
      const first = await brokenOff(simulator, '7');
      simulator.store.update(model, 5, { name: 'Edited between the attempts' });
      const second = await full(simulator, { job: '7', state: first.state });
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
      expect(second.state?.fullRefresh).toEqual({ job: '7', isComplete: true });
    });
  });

  it('is complete whatever the start_date', async () => {
    await withRows(async (simulator) => {
      const startDate = '2999-01-01T00:00:00Z';
      const first = await full(simulator, { job: '7', crashAfter: 12, startDate });
      simulator.store.update(model, 5, { name: 'Edited between the attempts' });
      const second = await full(simulator, { job: '7', state: first.state, startDate });
      expect(merge(simulator, model, first, second)).toEqual(truth(simulator, model));
    });
  });

  it('is begun anew after a day where nobody can say what changed since', () => {
    const beganAt = '2026-01-01T00:00:00Z' as Instant;
    const sweep = { lastId: 50, rows: 50, highest: undefined, beganAt };
    const state = { ...emptyState, sweep, fullRefresh: { job: '7', isComplete: false } };
    const goesOnAt = (cursor: 'updated_at' | undefined, at: string): boolean => {
      const definition = definitionOf(model, [storedField('id', 'integer')], { cursor });
      const stream = { definition, mode: 'full', job: '7', fields: definition.fields } as const;
      return stateToGoOnFrom(stream, state, at as Instant).sweep !== undefined;
    };
    expect(goesOnAt(undefined, '2026-01-02T00:00:00Z')).toBe(true);
    expect(goesOnAt(undefined, '2026-01-02T00:00:01Z')).toBe(false);
    expect(goesOnAt('updated_at', '2026-01-09T00:00:00Z')).toBe(true);
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
