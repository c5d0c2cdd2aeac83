import { describe, expect, it } from '@jest/globals';
import { type FieldDefinition, storedField } from '../../../src/core/stream-definition.ts';
import { emptyState } from '../../../src/core/stream-state.ts';
import type { SyncEvent } from '../../../src/core/sync-event.ts';
import { createAirbyteEncoder } from '../../../src/protocols/airbyte/encode-sync.ts';
import { definitionOf } from '../../support/definitions.ts';
import { at, type Message, messagesOf } from '../../support/messages.ts';

const fields: readonly FieldDefinition[] = [storedField('id', 'integer')];

/** A stream that is read, with what the engine says of it. */
function eventsOf(name: string) {
  const stream = { definition: definitionOf(name, fields), mode: 'full', fields } as const;
  return {
    started: { kind: 'stream-started', stream },
    records: { kind: 'records', stream, records: [{ id: 1 }, { id: 2 }], changes: new Map() },
    checkpoint: { kind: 'checkpoint', stream, state: emptyState },
    estimate: (rows: number) => ({ kind: 'estimate', stream, rows }) as const,
  } as const;
}

/** The messages of one type that the encoder makes of events. */
function encoded(events: readonly SyncEvent[], wanted: string): readonly Message[] {
  const encoder = createAirbyteEncoder(() => 0);
  const text = events.flatMap((event) => encoder.encode(event)).join('');
  return messagesOf({ lines: text.trimEnd().split('\n') }).filter(({ type }) => type === wanted);
}

const user = eventsOf('user');
const program = eventsOf('program');

describe('a run as Airbyte messages', () => {
  it('says of each stream once that it runs, and how many rows are to come, again when that is quite another number', () => {
    const events = [user, program].flatMap(({ started, estimate, records }) => [
      started,
      estimate(50),
      records,
      estimate(54),
      estimate(46),
      records,
      estimate(20),
    ]);
    const traces = encoded(events, 'TRACE').map(
      (message) => at(message, 'trace', 'estimate', 'row_estimate') ?? at(message, 'trace', 'stream_status', 'status'),
    );
    expect(traces).toEqual(['STARTED', 50, 'RUNNING', 20, 'STARTED', 50, 'RUNNING', 20]);
  });

  it('counts, with each state of a stream, the records of that stream since the one before', () => {
    const { records, checkpoint } = user;
    const events = [user.started, program.started, records, program.records, records, checkpoint, checkpoint, records];
    const counts = encoded([...events, checkpoint], 'STATE').map((message) =>
      at(message, 'state', 'sourceStats', 'recordCount'),
    );
    expect(counts).toEqual([4, 0, 2]);
  });
});
