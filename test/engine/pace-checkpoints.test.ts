import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ConnectorError } from '../../src/core/connector-error.ts';
import type { SelectedStream } from '../../src/core/selected-stream.ts';
import { emptyState } from '../../src/core/stream-state.ts';
import type { Checkpoint, SyncEvent } from '../../src/core/sync-event.ts';
import { type Pace, paceCheckpoints } from '../../src/engine/pace-checkpoints.ts';
import { definitionOf } from '../support/definitions.ts';

const stream: SelectedStream = { definition: definitionOf('user', []), mode: 'full', fields: [] };

const started: SyncEvent = { kind: 'stream-started', stream };
const finished: SyncEvent = { kind: 'stream-finished', stream, outcome: { kind: 'complete', records: 0 } };
const estimate: SyncEvent = { kind: 'estimate', stream, rows: 5 };

function records(count: number): SyncEvent {
  return { kind: 'records', stream, records: Array.from({ length: count }, (_, id) => ({ id })), changes: new Map() };
}

/** A checkpoint that vouches for so many records: the state says how many. */
function checkpoint(vouchedFor: number): Checkpoint {
  return { kind: 'checkpoint', stream, state: { ...emptyState, rowsWithoutCursor: vouchedFor } };
}

function vouchedBy(event: SyncEvent | undefined): number | undefined {
  return event?.kind === 'checkpoint' ? event.state.rowsWithoutCursor : undefined;
}

async function* inTurn(events: readonly SyncEvent[]): AsyncGenerator<SyncEvent> {
  yield* events;
}

/** What comes through. Every look at the clock takes `tickMs`. */
async function paced(events: readonly SyncEvent[], pace: Pace, tickMs = 0): Promise<readonly SyncEvent[]> {
  let nowMs = 0;
  const through: SyncEvent[] = [];
  for await (const event of paceCheckpoints(inTurn(events), pace, () => (nowMs += tickMs))) through.push(event);
  return through;
}

/** A stream's events: batches of records, each with checkpoints behind it that vouch for all records before. */
const runs = fc
  .array(fc.record({ size: fc.nat({ max: 30 }), checkpoints: fc.nat({ max: 2 }) }), { maxLength: 12 })
  .map((batches) => {
    let total = 0;
    return batches.flatMap(({ size, checkpoints }) => {
      total += size;
      return [records(size), ...Array.from({ length: checkpoints }, () => checkpoint(total))];
    });
  });

describe('paced checkpoints', () => {
  const paces = fc.record({ records: fc.nat({ max: 60 }), milliseconds: fc.constantFrom(0, 5, 1_000_000) });

  it('never come before the records that they vouch for, nor in another order', async () => {
    await fc.assert(
      fc.asyncProperty(runs, paces, async (events, pace) => {
        let written = 0;
        let vouched = 0;
        for (const event of await paced([started, ...events, finished], pace, 1)) {
          if (event.kind === 'records') written += event.records.length;
          const vouchedFor = vouchedBy(event) ?? vouched;
          expect(vouchedFor).toBeLessThanOrEqual(written);
          expect(vouchedFor).toBeGreaterThanOrEqual(vouched);
          vouched = vouchedFor;
        }
      }),
    );
  });

  it('include the last one of the stream, and everything else comes through as it came', async () => {
    await fc.assert(
      fc.asyncProperty(runs, paces, async (events, pace) => {
        const all = [started, estimate, ...events, finished];
        const through = await paced(all, pace, 1);
        const isOther = (event: SyncEvent) => event.kind !== 'checkpoint';
        expect(through.filter(isOther)).toEqual(all.filter(isOther));
        const last = all.findLast((event) => event.kind === 'checkpoint');
        expect(through.findLast((event) => event.kind === 'checkpoint')).toStrictEqual(last);
        expect(through.at(-1)).toBe(finished);
      }),
    );
  });

  it('are held until enough records have passed, the newest in place of those before', async () => {
    const events = [records(4), checkpoint(4), records(4), checkpoint(8), records(4), checkpoint(12), finished];
    const through = await paced(events, { records: 8, milliseconds: 1000 });
    expect(through.map(({ kind }) => kind)).toEqual([
      'records',
      'records',
      'checkpoint',
      'records',
      'checkpoint',
      'stream-finished',
    ]);
    expect(through.map(vouchedBy).filter((count) => count !== undefined)).toEqual([8, 12]);
  });

  it('come through after enough time, however few records there were', async () => {
    const events = [records(1), checkpoint(1), records(1), checkpoint(2), records(1), checkpoint(3), finished];
    const through = await paced(events, { records: 1000, milliseconds: 2 }, 1);
    expect(through.map(vouchedBy).filter((count) => count !== undefined)).toEqual([2, 3]);
  });

  it('that are ahead of records come through at once, and keep no others from waiting', async () => {
    const ahead: SyncEvent = { ...checkpoint(0), isAhead: true };
    const events = [started, ahead, records(4), checkpoint(4), records(4), checkpoint(8), finished];
    const through = await paced(events, { records: 1000, milliseconds: 1000 });
    const kinds = ['stream-started', 'checkpoint', 'records', 'records', 'checkpoint', 'stream-finished'];
    expect(through.map(({ kind }) => kind)).toEqual(kinds);
    expect(through.map(vouchedBy).filter((count) => count !== undefined)).toEqual([0, 8]);
  });

  it('of a stream that fails before its first row are not worth a line, unless they are ahead', async () => {
    const error = new ConnectorError('transient', 'FLUXX_BUSY', 'busy');
    const failed: SyncEvent = { kind: 'stream-finished', stream, outcome: { kind: 'failed', records: 0, error } };
    const ahead: SyncEvent = { ...checkpoint(1), isAhead: true };
    const pace = { records: 1000, milliseconds: 1000 };
    expect(await paced([checkpoint(2), failed], pace)).toEqual([failed]);
    expect(await paced([ahead, checkpoint(2), failed], pace)).toEqual([ahead, failed]);
    expect(await paced([ahead, records(1), checkpoint(2), failed], pace)).toHaveLength(4);
    const vouched = [records(1000), checkpoint(2), checkpoint(3), failed];
    expect(await paced(vouched, pace)).toEqual(vouched);
  });

  it('are not repeated when nothing was added to them', async () => {
    const same = checkpoint(1);
    const through = await paced([records(1), same, same, finished], { records: 0, milliseconds: 0 });
    expect(through.map(({ kind }) => kind)).toEqual(['records', 'checkpoint', 'stream-finished']);
  });

  it('that were held are not vouched for when the stream breaks', async () => {
    async function* breaking(): AsyncGenerator<SyncEvent> {
      yield records(1);
      yield checkpoint(1);
      throw new Error('broken');
    }
    const through: SyncEvent[] = [];
    const reading = (async () => {
      const pace = { records: 1000, milliseconds: 1000 };
      for await (const event of paceCheckpoints(breaking(), pace, () => 0)) through.push(event);
    })();
    await expect(reading).rejects.toThrow('broken');
    expect(through.map(({ kind }) => kind)).toEqual(['records']);
  });
});
