import { describe, expect, it } from '@jest/globals';
import type { Log, LogLevel } from '../../src/core/logger.ts';
import { storedField } from '../../src/core/stream-definition.ts';
import { createAirbyteEncoder } from '../../src/protocols/airbyte/encode-sync.ts';
import { createSingerEncoder } from '../../src/protocols/singer/encode-sync.ts';
import type { SyncEncoder } from '../../src/protocols/sync-encoder.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { definitionOf } from '../support/definitions.ts';
import { at, type Message, messagesOf } from '../support/messages.ts';
import { eventsOf } from '../support/sync.ts';

/** What a run printed and logged. */
interface Spoken {
  readonly messages: readonly Message[];
  readonly warnings: readonly string[];
}

/** Rows of which some values cannot be of their declared types, and one text that no target can store as it is. */
function fill({ store }: Simulator): void {
  store.insert('thing', { quantity: 5, is_open: true, name: 'as it should be' });
  store.insert('thing', { quantity: 6, is_open: false, name: 'as it should be' });
  store.insert('thing', { quantity: 7, is_open: true, name: 'broken: \0' });
  const [, second = 0, third = 0] = store.ids('thing');
  store.set('thing', second, { quantity: 'many', is_open: 'perhaps' });
  store.set('thing', third, { quantity: 'few' });
}

/** Reads the stream with the real engine and the real source, and says it as an encoder does. */
async function readAs(encoder: SyncEncoder): Promise<Spoken> {
  const fields = [
    storedField('id', 'integer'),
    storedField('quantity', 'integer'),
    storedField('is_open', 'boolean'),
    storedField('name', 'text'),
  ];
  const heard: [LogLevel, string][] = [];
  return withSimulator({}, async (simulator) => {
    fill(simulator);
    const stream = { definition: definitionOf('thing', fields), mode: 'full', fields } as const;
    const log: Log = (level, message) => heard.push([level, message]);
    const events = eventsOf(simulator, stream, { pageSize: 2, log });
    let text = '';
    for await (const event of events) text += encoder.encode(event).join('');
    text += encoder.finish();
    return {
      messages: messagesOf({ lines: text.trimEnd().split('\n') }),
      warnings: heard.filter(([level]) => level === 'warn').map(([, message]) => message),
    };
  });
}

/** The emitted records, by id. */
const expected = [
  { id: 1, quantity: 5, is_open: true, name: 'as it should be' },
  { id: 2, quantity: null, is_open: null, name: 'as it should be' },
  { id: 3, quantity: null, is_open: true, name: 'broken: \uFFFD' },
];

/** One a field and kind of change, however many rows. */
const expectedWarnings = [
  'thing.quantity: 2 values did not fit its type and became null',
  'thing.is_open: 1 value did not fit its type and became null',
  'thing.name: 1 value had NUL or broken characters, replaced',
];

const sorted = (texts: readonly string[]): readonly string[] => texts.toSorted();

describe('Values that do not fit their types', () => {
  it('are null under Airbyte, which is told of each, and are counted in one warning a field', async () => {
    const { messages, warnings } = await readAs(createAirbyteEncoder(() => 0));
    const records = messages
      .filter(({ type }) => type === 'RECORD')
      .toSorted((a, b) => Number(at(a, 'record', 'data', 'id')) - Number(at(b, 'record', 'data', 'id')));
    expect(records.map((record) => at(record, 'record', 'data'))).toEqual(expected);
    const nulled = (field: string) => ({ field, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
    expect(records.map((record) => at(record, 'record', 'meta'))).toEqual([
      undefined,
      { changes: [nulled('quantity'), nulled('is_open')] },
      { changes: [nulled('quantity')] },
    ]);
    expect(sorted(warnings)).toEqual(sorted(expectedWarnings));
  });

  it('are null under Singer, which has no place to say so, and are counted in one warning a field', async () => {
    const { messages, warnings } = await readAs(createSingerEncoder(new Map(), () => 0));
    const records = messages
      .filter(({ type }) => type === 'RECORD')
      .toSorted((a, b) => Number(at(a, 'record', 'id')) - Number(at(b, 'record', 'id')));
    expect(records.map(({ record }) => record)).toEqual(expected);
    expect(new Set(records.map((record) => Object.keys(record).join()))).toEqual(
      new Set(['type,stream,record,time_extracted']),
    );
    expect(sorted(warnings)).toEqual(sorted(expectedWarnings));
  });
});
