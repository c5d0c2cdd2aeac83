import { describe, expect, it } from '@jest/globals';
import { storedField } from '../../src/core/stream-definition.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import { interleaveHolds } from '../../src/engine/interleave-holds.ts';
import { definitionOf } from '../support/definitions.ts';

const stream = {
  definition: definitionOf('user', [storedField('id', 'integer')], {}),
  mode: 'full',
  fields: [],
} as const;
const started: SyncEvent = { kind: 'stream-started', stream };
const finished: SyncEvent = { kind: 'stream-finished', stream, outcome: { kind: 'complete', records: 0 } };

/** A source that holds calls back when it is told to. */
function createHolder() {
  const listeners: ((endsAtMs: number) => void)[] = [];
  let heldUntil: number | undefined;
  return {
    source: {
      fetchPage: () => Promise.reject(new Error('Nobody asks for pages.')),
      serverTime: () => Promise.reject(new Error('Nobody asks for the time.')),
      onHold: (listener: (endsAtMs: number) => void) => void listeners.push(listener),
      heldUntil: () => heldUntil,
    },
    /** As the source says it of a hold that began before anybody listened. */
    holdAlready: (endsAtMs: number) => {
      heldUntil = endsAtMs;
    },
    hold: (endsAtMs: number) => {
      for (const listener of listeners) listener(endsAtMs);
    },
  };
}

async function kindsOf(events: AsyncIterable<SyncEvent>): Promise<readonly string[]> {
  const kinds: string[] = [];
  for await (const { kind } of events) kinds.push(kind);
  return kinds;
}

describe('A hold of all calls', () => {
  it('is told of every stream that is being read, while nothing else is said', async () => {
    const { source, hold } = createHolder();
    let goOn = (): void => undefined;
    async function* events(): AsyncGenerator<SyncEvent> {
      yield started;
      hold(5);
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      yield finished;
    }
    const seen: string[] = [];
    for await (const event of interleaveHolds(events(), source)) {
      seen.push(event.kind);
      if (event.kind === 'held') goOn();
    }
    expect(seen).toEqual(['stream-started', 'held', 'stream-finished']);
  });

  it('is told of a stream that begins while it lasts', async () => {
    const { source, holdAlready } = createHolder();
    async function* events(): AsyncGenerator<SyncEvent> {
      holdAlready(7);
      yield started;
      yield finished;
    }
    const seen: SyncEvent[] = [];
    for await (const event of interleaveHolds(events(), source)) seen.push(event);
    expect(seen).toEqual([started, { kind: 'held', stream, endsAtMs: 7 }, finished]);
  });

  it('is of no stream that has not begun, or has ended', async () => {
    const { source, hold } = createHolder();
    async function* events(): AsyncGenerator<SyncEvent> {
      hold(1);
      yield started;
      yield finished;
      hold(2);
    }
    expect(await kindsOf(interleaveHolds(events(), source))).toEqual(['stream-started', 'stream-finished']);
  });

  it('does not keep a run that fails, or that nobody reads any more', async () => {
    const { source } = createHolder();
    async function* failing(): AsyncGenerator<SyncEvent> {
      yield started;
      throw new Error('the run fails');
    }
    await expect(kindsOf(interleaveHolds(failing(), source))).rejects.toThrow('the run fails');
    for await (const event of interleaveHolds(failing(), source)) {
      expect(event.kind).toBe('stream-started');
      break;
    }
  });
});
