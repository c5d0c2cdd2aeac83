import { describe, expect, it } from '@jest/globals';
import { takeUpStates } from '../../src/cli/take-up-states.ts';
import type { SelectedStream } from '../../src/core/selected-stream.ts';
import { definitionOf } from '../support/definitions.ts';

const streams: readonly SelectedStream[] = ['user', 'program'].map((name) => ({
  definition: definitionOf(name, [], { cursor: 'updated_at' }),
  mode: 'incremental',
  fields: [],
}));

const bookmark = { replication_key: 'updated_at', replication_key_value: '2026-01-01T00:00:00Z' };

/** The bookmarks that the streams go on from, the codes of those that cannot, and what was told. */
function takeUp(given: Readonly<Record<string, unknown>>) {
  const warnings: string[] = [];
  const log = (_level: string, message: string): void => void warnings.push(message);
  const plan = takeUpStates({ streams, missing: [] }, new Map(Object.entries(given)), log);
  return {
    from: plan.streams.map(({ definition: { name } }) => [name, plan.states.get(name)?.bookmark]),
    failed: plan.missing.map(({ stream, error }) => [stream.definition.name, error.kind, error.code]),
    warnings,
  };
}

describe('The states that a run was given', () => {
  it.each([
    ['is no timestamp', { updated_at: 'yesterday' }, 'STATE_INVALID'],
    ['is empty', { replication_key_value: '' }, 'STATE_INVALID'],
    ['is of a newer release', { version: 2 }, 'STATE_TOO_NEW'],
    ['has no version that can be compared', { version: '1.0' }, 'STATE_INVALID'],
    ['is a list', [1], 'STATE_INVALID'],
  ])(
    'let a stream fail alone whose state %s, and do not mind that of a stream which is not read',
    (_what, state, code) => {
      expect(takeUp({ user: state, program: bookmark, gone: state })).toEqual({
        from: [['program', '2026-01-01T00:00:00Z']],
        failed: [['user', 'config', code]],
        warnings: [],
      });
    },
  );

  it('let no full refresh fail: it is read from its beginning anyway', () => {
    const warnings: string[] = [];
    const full = streams.map((stream) => ({ ...stream, mode: 'full' as const }));
    const given = new Map([['user', { version: 9 }]]);
    const plan = takeUpStates({ streams: full, missing: [] }, given, (_level, message) => void warnings.push(message));
    expect([plan.streams, plan.missing, plan.states.get('user')]).toEqual([full, [], undefined]);
    expect(warnings).toEqual([expect.stringMatching(/^user is read in full, whatever its state says\. .* version 9/)]);
  });

  it.each([{ last_record: '2026-01-01T00:00:00Z' }, { cursor: 5, version: 1 }, { progress_markers: { Note: 'x' } }])(
    'are warned of where they say nothing that is known: %j',
    (state) => {
      const { from, warnings } = takeUp({ user: state });
      expect(from).toContainEqual(['user', undefined]);
      expect(warnings).toEqual(['user is read from the beginning: its state says nothing that tap-fluxx knows']);
    },
  );

  it.each([
    null,
    {},
    { version: 1 },
    { sweep: { last_id: null, began_at: null } },
    { load: { began_at: null, read: null } },
    { full_refresh: {} },
  ])('say nothing of a stream where they are %j', (state) => {
    expect(takeUp({ user: state })).toEqual({
      from: [
        ['user', undefined],
        ['program', undefined],
      ],
      failed: [],
      warnings: [],
    });
  });

  it('are told of where they are bookmarks of another cursor: what was read is not known', () => {
    const other = { ...bookmark, replication_key: 'created_at' };
    expect(takeUp({ user: other, program: bookmark, gone: other })).toMatchObject({
      from: [
        ['user', undefined],
        ['program', '2026-01-01T00:00:00Z'],
      ],
      warnings: ['user is read from the beginning: its state is a bookmark of created_at, not of updated_at'],
    });
  });
});
