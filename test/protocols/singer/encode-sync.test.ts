import { describe, expect, it } from '@jest/globals';
import type { SelectedStream, SyncMode } from '../../../src/core/selected-stream.ts';
import { parseState } from '../../../src/core/state-form.ts';
import { storedField } from '../../../src/core/stream-definition.ts';
import { emptyState } from '../../../src/core/stream-state.ts';
import type { Outcome, SyncEvent } from '../../../src/core/sync-event.ts';
import { createSingerEncoder, type SingerOptions } from '../../../src/protocols/singer/encode-sync.ts';
import { definitionOf } from '../../support/definitions.ts';
import { at, messagesOf } from '../../support/messages.ts';

const fields = [storedField('id', 'integer'), storedField('tags', 'values')];

function streamOf(name: string, mode: SyncMode): SelectedStream {
  return { definition: definitionOf(name, fields, { cursor: 'updated_at' }), mode, fields };
}

/** The messages of events, as an encoder with these options writes them at a given time. */
function encode(events: readonly SyncEvent[], options: Partial<SingerOptions>, nowMs = 1_700_000_000_123) {
  const encoder = createSingerEncoder(new Map(), () => nowMs, {
    activatesVersions: false,
    flattening: undefined,
    streams: [],
    log: () => undefined,
    ...options,
  });
  const text = [...events.map((event) => encoder.encode(event)), encoder.finish()].flat().join('');
  return messagesOf({ lines: text.trimEnd().split('\n') });
}

/** A stream of one record that is read, and ends in some way. */
function reading(stream: SelectedStream, outcome: Outcome): readonly SyncEvent[] {
  return [
    { kind: 'stream-started', stream },
    { kind: 'records', stream, records: [{ id: 1, tags: ['a'] }], changes: new Map() },
    { kind: 'checkpoint', stream, state: {} as never },
    { kind: 'stream-finished', stream, outcome },
  ];
}

const complete: Outcome = { kind: 'complete', records: 1 };

describe('Messages of Singer where versions are activated', () => {
  const options = { activatesVersions: true };

  it('give the records of a full refresh a version, which is activated once all of them were written, before the last state', () => {
    const messages = encode(reading(streamOf('user', 'full'), complete), options);
    expect(messages.map(({ type }) => type)).toEqual([
      'SCHEMA',
      'STATE',
      'RECORD',
      'STATE',
      'ACTIVATE_VERSION',
      'STATE',
    ]);
    const [, , record, , activation] = messages;
    expect(record).toMatchObject({ version: 1_700_000_000_123 });
    expect(activation).toEqual({ type: 'ACTIVATE_VERSION', stream: 'user', version: 1_700_000_000_123 });
  });

  it.each<Outcome>([
    { kind: 'interrupted', records: 1 },
    { kind: 'failed', records: 1, error: new Error('x') as never },
  ])('activate none for a refresh that was $kind: the target would drop rows that are there', (outcome) => {
    const messages = encode(reading(streamOf('user', 'full'), outcome), options);
    expect(messages.map(({ type }) => type)).not.toContain('ACTIVATE_VERSION');
  });

  it('have no versions in incremental streams, nor where the user does not want them', () => {
    for (const messages of [
      encode(reading(streamOf('user', 'incremental'), complete), options),
      encode(reading(streamOf('user', 'full'), complete), {}),
    ]) {
      expect(messages.map(({ type }) => type)).not.toContain('ACTIVATE_VERSION');
      expect(messages.filter((message) => 'version' in message)).toEqual([]);
    }
  });
});

describe('Messages of Singer that are flattened', () => {
  it('have a schema and records that agree', () => {
    const flattening = { maxDepth: 10, separator: '__', maxKeyLength: 59 };
    const [schema, , record] = encode(reading(streamOf('user', 'full'), complete), { flattening });
    expect(schema).toMatchObject({ schema: { properties: { tags: { type: ['string', 'null'] } } } });
    expect(record).toMatchObject({ record: { id: 1, tags: '["a"]' } });
  });
});

describe('States of Singer', () => {
  const [started, , checkpoint, finished] = reading(streamOf('user', 'incremental'), complete) as [
    SyncEvent,
    SyncEvent,
    SyncEvent & { kind: 'checkpoint' },
    SyncEvent,
  ];
  const another = { ...checkpoint, state: { ...checkpoint.state, rung: 'sweep' as const } };

  it('are one where no record came, for some targets hand back the first and some the last', () => {
    const messages = encode([started, checkpoint, another, finished], {});
    expect(messages.map(({ type }) => type)).toEqual(['SCHEMA', 'STATE']);
    expect(messages.at(-1)).toMatchObject({ value: { bookmarks: { user: { rung: 'sweep' } } } });
  });

  it('are none where nothing was read, and none was given: nobody must keep an empty one in its place', () => {
    const outcome: Outcome = { kind: 'failed', records: 0, error: new Error('x') as never };
    expect(encode([started, { ...finished, outcome } as SyncEvent], {}).map(({ type }) => type)).toEqual(['SCHEMA']);
  });

  it('begin with nothing for each stream that the run was given no state of, before the first record', () => {
    const messages = encode(reading(streamOf('user', 'incremental'), complete), { streams: ['user', 'program'] });
    expect(messages.map(({ type }) => type)).toEqual(['SCHEMA', 'STATE', 'RECORD', 'STATE']);
    const [first, last] = messages.filter(({ type }) => type === 'STATE');
    for (const stream of ['user', 'program']) {
      expect(parseState(at(first, 'value', 'bookmarks', stream), stream)).toEqual(emptyState);
      expect(at(first, 'value', 'bookmarks', stream)).toMatchObject({ replication_key_value: null });
    }
    expect(Object.keys(Object(at(last, 'value', 'bookmarks')))).toEqual(['user', 'program']);
  });

  it('begin with what the run was given, for some targets hand back the first with what they stored in it', () => {
    const given = new Map([['user', { version: 1, rung: 'day' }]]);
    const log = () => undefined;
    const options = { activatesVersions: false, flattening: undefined, streams: ['user'], log };
    const encoder = createSingerEncoder(given, () => 0, options);
    const text = reading(streamOf('user', 'incremental'), complete).flatMap((event) => encoder.encode(event));
    const messages = messagesOf({ lines: text.join('').trimEnd().split('\n') });
    expect(messages.map(({ type }) => type)).toEqual(['SCHEMA', 'STATE', 'RECORD', 'STATE']);
    expect(messages[1]).toEqual({ type: 'STATE', value: { bookmarks: Object.fromEntries(given) } });
  });

  it('are told without a record as well, when that takes minutes', () => {
    let nowMs = 0;
    const encoder = createSingerEncoder(new Map(), () => nowMs);
    encoder.encode(started);
    expect(encoder.encode(checkpoint)).toEqual([]);
    nowMs = 300_000;
    expect(encoder.encode(another)).toEqual([expect.stringContaining('"STATE"')]);
    expect(encoder.finish()).toBe('');
  });
});
