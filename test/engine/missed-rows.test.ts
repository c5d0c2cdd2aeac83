import { describe, expect, it } from '@jest/globals';
import { countIds, listIds, noIds, toIdSet } from '../../src/core/id-set.ts';
import { parseState, serializeState } from '../../src/core/state-form.ts';
import { emptyState, type StreamState } from '../../src/core/stream-state.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import { createMissedRows } from '../../src/engine/deletions/missed-rows.ts';
import { rememberIds } from '../../src/engine/deletions/remember-ids.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import {
  fill,
  hide,
  keptBy,
  knownTo,
  listsIds,
  markedIn,
  model,
  now,
  rowsOf,
  run,
  show,
  stored,
} from '../support/deletion-runs.ts';
import { readContextOf } from '../support/read-context-of.ts';
import { type SyncRun, secondsIn, sync } from '../support/sync.ts';

/** Has something happen behind the listing of the ids and before the first call for rows; tells whether it did. */
function behindListing(simulator: Simulator, happen: () => void): () => boolean {
  let hasListed = false;
  let hasHappened = false;
  const removeHook = simulator.onRequest(({ parameters }) => {
    if (listsIds(parameters)) hasListed = true;
    else if (hasListed && !hasHappened && parameters['cols'] !== undefined) {
      hasHappened = true;
      happen();
    }
  });
  return () => {
    removeHook();
    return hasHappened;
  };
}

const missedBy = (state: StreamState | undefined): readonly number[] => [...listIds(state?.missedIds ?? noIds)];

/** The ids that some runs have emitted. */
const emittedBy = (...runs: readonly SyncRun[]): ReadonlySet<number> =>
  new Set(runs.flatMap(({ records }) => [...records.keys()]));

/** A row of old date, which nobody has seen. */
function bear({ store }: Simulator): number {
  return store.insert(model, { created_at: secondsIn(-9000), updated_at: secondsIn(-9000) });
}

describe('A row that was listed and not shown', () => {
  it.each(['search', 'database'] as const)('is read again, though it was known and only changed (%s)', (engine) =>
    withSimulator({ now }, async (simulator) => {
      fill(simulator, engine, 57);
      const options = { lookbackSeconds: 90, searchIndexed: engine === 'search' ? 'yes' : 'no' } as const;
      const first = await run(simulator, options);
      simulator.store.update(model, 30, { name: 'Edited' });
      simulator.clock.advance(600_000);
      simulator.store.update(model, 40, { name: 'Later' });
      const hidden = behindListing(simulator, () => hide(simulator, 30));
      const second = await run(simulator, { ...options, state: stored(first.state) });
      expect([hidden(), missedBy(second.state)]).toEqual([true, [30]]);
      show(simulator, 30);
      const third = await run(simulator, { ...options, state: stored(second.state) });
      expect([second.failure, third.failure]).toEqual([undefined, undefined]);
      expect(keptBy(first, second, third)).toEqual(rowsOf(simulator));
      expect(missedBy(third.state)).toEqual([]);
    }),
  );

  it('is not forgotten with the known ids, which the advice for a broken state removes, nor by a failed listing', () =>
    withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      const born = bear(simulator);
      const hidden = behindListing(simulator, () => hide(simulator, born));
      const second = await run(simulator, { state: stored(first.state) });
      expect([hidden(), missedBy(second.state)]).toEqual([true, [born]]);
      show(simulator, born);
      const { known_ids: _, ...rest } = serializeState(stored(second.state));
      const { faults } = simulator;
      faults.add({ kind: 'error-100', times: 1e9, when: listsIds, message: '#<RuntimeError: oops>' });
      const third = await run(simulator, { state: parseState(rest, model) });
      expect([third.failure, missedBy(third.state)]).toEqual(['RUNGS_EXHAUSTED', [born]]);
      faults.clear();
      const fourth = await run(simulator, { state: stored(third.state) });
      const fifth = await run(simulator, { state: stored(fourth.state) });
      expect(emittedBy(third, fourth, fifth).has(born)).toBe(true);
    }));

  it.each(['missed before', 'new'])('is read after a run whose bookmark lay in the future (%s)', (kind) =>
    withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      simulator.clock.advance(60_000);
      const read = (state: StreamState | undefined): Promise<SyncRun> =>
        sync(simulator, model, { detectDeletions: true, state: stored(state) });
      simulator.store.update(model, 1, { name: 'Now' });
      let { state } = await read(first.state);
      const born = bear(simulator);
      if (kind === 'missed before') {
        const hidden = behindListing(simulator, () => hide(simulator, born));
        simulator.store.update(model, 1, { name: 'Now too' });
        ({ state } = await read(state));
        expect([hidden(), missedBy(state)]).toEqual([true, [born]]);
        show(simulator, born);
      }
      simulator.clock.advance(-2000);
      const skewed = await read(state);
      expect(skewed.log.join()).toContain('lies in the future');
      const next = await run(simulator, { state: stored(skewed.state) });
      expect([next.failure, emittedBy(skewed, next).has(born)]).toEqual([undefined, true]);
    }),
  );

  it.each([
    ['does not look for deletions', { detectDeletions: false }],
    ['reads in full', { mode: 'full' }],
  ] as const)('is read, though a run ended the first load that %s', (_title, how) =>
    withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const options = { searchIndexed: 'yes', pageSize: 4, concurrency: 1 } as const;
      const first = await run(simulator, { ...options, crashAfter: 8 });
      expect([first.records.has(50), knownTo(first.state).includes(50)]).toEqual([false, true]);
      hide(simulator, 50);
      const second = await run(simulator, { ...options, ...how, state: stored(first.state) });
      show(simulator, 50);
      const third = await run(simulator, { ...options, state: stored(second.state) });
      expect([second.isComplete, third.isComplete]).toEqual([true, true]);
      expect(emittedBy(first, second, third).has(50)).toBe(true);
    }),
  );
});

describe('A run that is killed', () => {
  it('between the mark of a row and its state has told of the mark, so that the row is read when it comes back', () =>
    withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 57);
      const first = await run(simulator);
      hide(simulator, 5);
      const whole = await run(simulator, { state: stored(first.state) });
      const crashAfter = whole.events.findIndex(({ kind }) => kind === 'records') + 1;
      const second = await run(simulator, { state: stored(first.state), crashAfter });
      expect(markedIn(second)).toEqual([5]);
      show(simulator, 5);
      const third = await run(simulator, { state: stored(second.state) });
      expect(third.failure).toBeUndefined();
      expect(keptBy(first, second, third)).toEqual(rowsOf(simulator));
    }));

  it('between the state that knows a row and the row is followed by one that reads it', () =>
    withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 50);
      for (const id of [5, 15, 25]) simulator.store.set(model, id, { updated_at: null });
      const first = await run(simulator);
      hide(simulator, 15);
      const second = await run(simulator, { state: stored(first.state) });
      expect(markedIn(second)).toEqual([15]);
      const shown = behindListing(simulator, () => show(simulator, 15));
      const third = await run(simulator, { state: stored(second.state), crashAfter: 2 });
      expect([shown(), third.emitted, knownTo(third.state).includes(15)]).toEqual([true, 0, true]);
      simulator.store.hardDelete(model, 5); // the number of rows without a timestamp is what it was
      const fourth = await run(simulator, { state: stored(third.state) });
      expect(fourth.failure).toBeUndefined();
      expect(keptBy(first, second, third, fourth)).toEqual(rowsOf(simulator));
    }));

  it('costs one run more, not every one, where the ids cannot be listed any more', () =>
    withSimulator({ now }, async (simulator) => {
      fill(simulator, 'search', 600);
      const options = { searchIndexed: 'yes', pageSize: 10, concurrency: 1 } as const;
      const first = await run(simulator, { ...options, crashAfter: 60 });
      const { faults } = simulator;
      faults.add({ kind: 'error-100', times: 1e9, when: listsIds, message: '#<RuntimeError: oops>' });
      const second = await run(simulator, { ...options, state: stored(first.state) });
      const third = await run(simulator, { ...options, state: stored(second.state) });
      expect([second.failure, third.failure]).toEqual(['RUNGS_EXHAUSTED', 'RUNGS_EXHAUSTED']);
      expect([emittedBy(first, second).size, third.emitted]).toEqual([600, 1]);
      faults.clear();
      const fourth = await run(simulator, { ...options, state: stored(third.state) });
      const fifth = await run(simulator, { ...options, state: stored(fourth.state) });
      expect([fourth.failure, fifth.failure, fifth.emitted]).toEqual([undefined, undefined, 1]);
    }));
});

describe('Rows that are missed', () => {
  const ids = Array.from({ length: 1_600_000 }, (_, index) => index + 1);
  const changedMs = ids.map((id) => id * 1000);

  it('and are more than a state can name have the whole stream read again', () =>
    withSimulator({ now }, async (simulator) => {
      const log: string[] = [];
      const from = { ...emptyState, knownIds: toIdSet(ids) };
      const context = {
        ...readContextOf(simulator, model),
        from,
        log: (_level: string, message: string) => void log.push(message),
      };
      const { stream } = context;
      const records = ids.filter((id) => id % 2 === 0).map((id) => ({ id }));
      const end = { ...emptyState, bookmark: secondsIn(0), syncedAt: secondsIn(1) };
      const events = async function* (): AsyncGenerator<SyncEvent, void> {
        yield { kind: 'records', stream, records, changes: new Map() };
        yield { kind: 'checkpoint', stream, state: end };
      };
      const states: StreamState[] = [];
      for await (const event of rememberIds(context, events(), createMissedRows(context, { ids, changedMs }))) {
        if (event.kind === 'checkpoint') states.push(event.state);
      }
      expect(states).toMatchObject([{ bookmark: undefined, syncedAt: secondsIn(1) }]);
      expect(countIds(states[0]?.knownIds ?? noIds)).toBe(ids.length);
      expect(log).toEqual([expect.stringContaining('reads it from its beginning')]);
    }));

  it('are those of each state, whichever is asked for first', () =>
    withSimulator({ now }, async (simulator) => {
      const context = readContextOf(simulator, model);
      const missed = createMissedRows(context, { ids: [4, 3, 2, 1], changedMs: [4000, 3000, 2000, Number.NaN] });
      const bookmark = (second: number): StreamState => ({
        ...emptyState,
        bookmark: parseState({ updated_at: new Date(second * 1000).toISOString() }, model).bookmark,
        rowsWithoutCursor: 1,
      });
      missed.noteEmitted([2, 9]);
      const early = missed.at(bookmark(4));
      missed.noteEmitted([3, 1]);
      const late = missed.at(bookmark(9));
      missed.noteEmitted([4]);
      const end = missed.at({ ...bookmark(9), syncedAt: secondsIn(0) });
      expect([...listIds(end)]).toEqual([]);
      expect([...listIds(late)]).toEqual([4]);
      // More than 1 and 3: that is free, as less would not be.
      expect([...listIds(early)]).toEqual(expect.arrayContaining([1, 3]));
      expect([...listIds(early)]).not.toContain(2);
    }));
});
