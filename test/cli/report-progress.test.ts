import { describe, expect, it } from '@jest/globals';
import { createProgressReport } from '../../src/cli/report-progress.ts';
import { storedField } from '../../src/core/stream-definition.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import { definitionOf } from '../support/definitions.ts';

const fields = [storedField('id', 'integer')];

function stream(name: string) {
  return { definition: definitionOf(name, fields), mode: 'incremental', fields } as const;
}

function records(name: string, count: number): SyncEvent {
  const rows = Array.from({ length: count }, () => ({ id: 1 }));
  return { kind: 'records', stream: stream(name), records: rows, changes: new Map() };
}

describe('A long run', () => {
  it('says once a minute how far it is with the streams that are being read', () => {
    const clock = { ms: 0 };
    const said: string[] = [];
    const hear = createProgressReport(
      (level, message) => said.push(`${level} ${message}`),
      () => clock.ms,
    );
    for (const name of ['user', 'program', 'role']) hear({ kind: 'stream-started', stream: stream(name) });
    hear({ kind: 'estimate', stream: stream('user'), rows: 4000 });
    hear({ kind: 'stream-finished', stream: stream('role'), outcome: { kind: 'complete', records: 0 } });
    hear(records('user', 1500));
    clock.ms = 59_999;
    hear(records('program', 20));
    expect(said).toEqual([]);
    clock.ms = 60_000;
    hear(records('program', 20));
    clock.ms = 61_000;
    hear(records('program', 20));
    expect(said).toEqual(['info 2 streams being read: user 1,500 of about 4,000 records, program 40 records']);
  });

  it('names the furthest of many, and says nothing once all were read', () => {
    const clock = { ms: 0 };
    const said: string[] = [];
    const hear = createProgressReport(
      (_level, message) => said.push(message),
      () => clock.ms,
    );
    const names = Array.from({ length: 7 }, (_, index) => `s${index}`);
    for (const name of names) hear({ kind: 'stream-started', stream: stream(name) });
    clock.ms = 60_000;
    hear(records('s6', 1));
    expect(said).toEqual([expect.stringMatching(/^7 streams being read: s6 1 record, .* \.\.\.$/)]);
    clock.ms = 180_000;
    for (const name of names) {
      hear({ kind: 'stream-finished', stream: stream(name), outcome: { kind: 'complete', records: 1 } });
    }
    expect(said).toHaveLength(2);
  });
});
