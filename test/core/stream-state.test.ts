import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toIdSet } from '../../src/core/id-set.ts';
import { toInstant } from '../../src/core/instant.ts';
import { isObject } from '../../src/core/json.ts';
import { parseState, serializeOverOlder, serializeState } from '../../src/core/state-form.ts';
import { emptyState, rungs, type StreamState } from '../../src/core/stream-state.ts';

const instants = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true });
const maybeInstant = fc.option(
  instants.map((date) => toInstant(date.getTime())),
  { nil: undefined },
);
const maybeCount = fc.option(fc.maxSafeNat(), { nil: undefined });

const states: fc.Arbitrary<StreamState> = fc.record({
  bookmark: maybeInstant,
  rung: fc.option(fc.constantFrom(...rungs), { nil: undefined }),
  probedAt: maybeInstant,
  rowsWithoutCursor: maybeCount,
  lastIdWithoutCursor: maybeCount,
  sweep: fc.option(
    fc.record({
      lastId: fc.maxSafeNat(),
      rows: fc.maxSafeNat(),
      highest: maybeInstant,
      beganAt: instants.map((date) => toInstant(date.getTime())),
    }),
    { nil: undefined },
  ),
  load: fc.option(
    fc.record({
      beganAt: instants.map((date) => toInstant(date.getTime())),
      read: fc.array(
        fc.record({
          from: instants.map((date) => toInstant(date.getTime())),
          to: instants.map((date) => toInstant(date.getTime())),
        }),
        { maxLength: 4 },
      ),
    }),
    { nil: undefined },
  ),
  fullRefresh: fc.option(fc.record({ job: fc.string(), isComplete: fc.boolean() }), { nil: undefined }),
  syncedAt: maybeInstant,
  knownIds: fc.option(fc.array(fc.integer({ min: 1, max: 100 })).map(toIdSet), { nil: undefined }),
  missedIds: fc.option(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1 }).map(toIdSet), { nil: undefined }),
});

const parse = (value: unknown): StreamState => parseState(value, 'user');

/** As Meltano merges a state into the one that it has: objects key by key, and it fails on an object into a null. */
function mergeInto(kept: Record<string, unknown>, state: Readonly<Record<string, unknown>>): Record<string, unknown> {
  for (const [key, value] of Object.entries(state)) {
    if (!isObject(value)) kept[key] = value;
    else {
      if (!(key in kept)) kept[key] = {};
      if (!isObject(kept[key])) throw new Error(`Meltano cannot merge into ${key}.`);
      kept[key] = mergeInto({ ...kept[key] }, value);
    }
  }
  return kept;
}

describe('a state that is to be merged into an older one', () => {
  it('leaves nothing of that, whichever of the forms it had', () => {
    const forms = fc.constantFrom(serializeState, serializeOverOlder);
    fc.assert(
      fc.property(states, forms, states, (older, form, newer) => {
        const kept = mergeInto(
          mergeInto({ updated_at: '2030-01-01T00:00:00Z' }, form(older)),
          serializeOverOlder(newer),
        );
        expect(parse(kept)).toEqual(parse(serializeState(newer)));
      }),
    );
  });
});

describe('a state', () => {
  it('comes back from its JSON as it was, also when null stands where nothing is', () => {
    const parts = [
      'replication_key',
      'replication_key_value',
      'rung',
      'rows_without_cursor',
      'sweep',
      'load',
      'full_refresh',
      'synced_at',
      'known_ids',
      'missed_ids',
    ];
    const nulls = Object.fromEntries(parts.map((part) => [part, null]));
    fc.assert(
      fc.property(states, (state) => {
        const json: unknown = JSON.parse(JSON.stringify(serializeState(state)));
        expect(parse(json)).toEqual(state);
        expect(parse({ ...nulls, ...Object(json) })).toEqual(state);
      }),
    );
  });

  it('has the names that Singer tools look for', () => {
    expect(serializeState({ ...emptyState, bookmark: toInstant(0) })).toEqual({
      version: 1,
      replication_key: 'updated_at',
      replication_key_value: '1970-01-01T00:00:00Z',
    });
    expect(serializeState(emptyState)).toEqual({ version: 1 });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty object', {}],
    ['keys of others', { partitions: [], progress_markers: { replication_key_value: '2020-01-01' }, unknown: {} }],
    ['the mark of a finished full refresh', { __ab_no_cursor_state_message: true }],
    ['nulls', { version: null, replication_key: null, replication_key_value: null, updated_at: null }],
    ['a bookmark of another cursor', { replication_key: 'created_at', replication_key_value: '2020-01-01T00:00:00Z' }],
    ['a rung that is gone', { rung: 'fortnight' }],
    ['counts that are none', { rows_without_cursor: -1, synced_at: 'soon' }],
    ['a count that is text', { rows_without_cursor: '5' }],
  ])('vouches for nothing when it is %s', (_title, value) => {
    expect(parse(value)).toEqual(emptyState);
  });

  it.each([
    ['our own', { version: 1, replication_key: 'updated_at', replication_key_value: '2026-01-01T00:00:00Z' }],
    ['the SDK of Meltano', { replication_key: 'updated_at', replication_key_value: '2026-01-01T00:00:00+00:00' }],
    ['an older tap', { updated_at: '2026-01-01T00:00:00.000000Z' }],
    ['an older tap, null-ridden', { updated_at: '2026-01-01', replication_key: null, replication_key_value: null }],
    ['Meltano, where a null became an object', { replication_key: {}, replication_key_value: '2026-01-01' }],
    ['a tap that kept fractions', { replication_key_value: '2026-01-01T00:00:00.9Z' }],
    ['a tap that kept a zone', { replication_key_value: '2025-12-31T19:00:00-05:00' }],
  ])('of %s is read in the one form of bookmarks', (_title, value) => {
    expect(parse(value)).toEqual({ ...emptyState, bookmark: '2026-01-01T00:00:00Z' });
  });

  it('of a sweep needs only where it stands and when it began', () => {
    const sweep = { last_id: 5, rows: null, highest: null, began_at: '2026-01-01T00:00:00Z' };
    expect(parse({ sweep }).sweep).toEqual({
      lastId: 5,
      rows: 0,
      highest: undefined,
      beganAt: '2026-01-01T00:00:00Z',
    });
  });

  it('of a load that was interrupted names in RFC 3339 what was read', () => {
    const load = {
      began_at: '2026-01-01T00:00:00Z',
      read: [
        { from: '2020-01-01T00:00:00Z', to: '2021-01-01T00:00:00Z' },
        { from: '2022-01-01T00:00:00Z', to: '2023-01-01T00:00:00Z' },
      ],
    };
    const state = parse({ load });
    expect(state.load).toEqual({ beganAt: load.began_at, read: load.read });
    expect(serializeState(state)['load']).toEqual(load);
    expect(parse({ load: { began_at: '2026-01-01T01:00:00+01:00', read: [] } }).load).toEqual({
      beganAt: load.began_at,
      read: [],
    });
  });

  it('of a newer release is refused, with what to do', () => {
    expect(() => parse({ version: 2 })).toThrow(
      expect.objectContaining({ kind: 'config', code: 'STATE_TOO_NEW', message: expect.stringContaining('user') }),
    );
  });

  it.each([
    ['text', 'x', 'it is not an object'],
    ['a list', [], 'it is not an object'],
    ['a version that is none', { version: '1' }, 'version'],
    ['a version with a fraction', { version: 1.5 }, 'version'],
    ['a bookmark that is no time', { replication_key_value: 'yesterday' }, 'replication_key_value'],
    ['a bookmark that is a number', { replication_key_value: 1_600_000_000 }, 'replication_key_value'],
    ['a bookmark of no day', { updated_at: '2026-02-30' }, 'replication_key_value'],
    ['a sweep that is no object', { sweep: 5 }, 'sweep'],
    ['a sweep without its beginning', { sweep: { last_id: 5 } }, 'sweep'],
    ['a sweep without its place', { sweep: { began_at: '2026-01-01' } }, 'sweep'],
    ['a sweep at a place that is none', { sweep: { last_id: -5, began_at: '2026-01-01' } }, 'sweep'],
    ['a load that is no object', { load: 5 }, 'load'],
    ['a load without its beginning', { load: { read: [] } }, 'load'],
    ['a load that began at no time', { load: { began_at: 'once', read: [] } }, 'load'],
    ['a load without what it read', { load: { began_at: '2026-01-01' } }, 'load'],
    ['a load that read no list', { load: { began_at: '2026-01-01', read: { from: '2020-01-01' } } }, 'load'],
    ['a load with a stretch that is none', { load: { began_at: '2026-01-01', read: [null] } }, 'load'],
    ['a load that read from no time on', { load: { began_at: '2026-01-01', read: [{ to: '2020-01-01' }] } }, 'load'],
    ['a load that read to no end', { load: { began_at: '2026-01-01', read: [{ from: '2020-01-01' }] } }, 'load'],
    [
      'a load that read until null',
      { load: { began_at: '2026-01-01', read: [{ from: '2020-01-01', to: null }] } },
      'load',
    ],
    ['ids that were cut off', { known_ids: 'gA' }, 'known_ids'],
    ['missed ids that were cut off', { missed_ids: 'gA' }, 'missed_ids'],
    ['ids that are no text', { known_ids: [1, 2] }, 'known_ids'],
  ])('is refused when it is %s: reading on from it could skip rows', (_title, value, reason) => {
    expect(() => parse(value)).toThrow(
      expect.objectContaining({ code: 'STATE_INVALID', message: expect.stringContaining(reason) }),
    );
  });

  it('with ids that cannot be read is refused with the way to go on without them', () => {
    expect(() => parse({ known_ids: '?' })).toThrow('Remove `known_ids` of this stream');
  });
});
