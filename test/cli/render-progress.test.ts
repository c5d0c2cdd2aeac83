import { describe, expect, it } from '@jest/globals';
import { type ProgressRow, renderProgress, renderSummary } from '../../src/cli/render-progress.ts';

const nowMs = 100_000;

function row(name: string, changes: Partial<ProgressRow> = {}): ProgressRow {
  return { name, beganAtMs: 0, endedAtMs: undefined, records: 0, expected: undefined, status: 'reading', ...changes };
}

const long = row('mac_model_type_dyn_a_very_long_name_of_a_model', { records: 1_234_567, expected: 9_876_543 });
const short = row('user', { records: 500, expected: 600 });
const done = row('program', { records: 7, status: 'complete', endedAtMs: 1000 });

describe('The progress of a run', () => {
  it('says what is known: how many streams were read, and how many are being read', () => {
    const head = (...rows: readonly ProgressRow[]) => renderProgress(rows, nowMs, { columns: 80, rows: 24 })[0];
    expect(head(done, short)).toBe('1 stream read, 1 being read');
    expect(head(done, done, short, long)).toBe('2 streams read, 2 being read');
  });

  it('shows all there is to say where it fits', () => {
    const [, line] = renderProgress([short], nowMs, { columns: 80, rows: 24 });
    expect(line).toBe('  user 500 of 600 rows, 5 a second, 20.0 s left');
  });

  it.each([
    [80, '  mac_model_type_dyn_a_very_long.. 1,234,567 of 9,876,543 rows, 12,346 a second'],
    [50, '  mac_model_type_dy.. 1,234,567 of 9,876,543 rows'],
  ])('narrows names and leaves out the time left, then the rate, to fit %d columns', (columns, first) => {
    const lines = renderProgress([long, short], nowMs, { columns, rows: 24 });
    expect(lines[1]).toBe(first);
    expect(lines[2]).toContain('500 of 600 rows');
  });

  it.each([1, 10, 20, 50, 80, 200])('never reaches the edge of %d columns', (columns) => {
    const lines = [
      ...renderProgress([long, short], nowMs, { columns, rows: 24 }),
      ...renderSummary([{ ...long, status: 'interrupted', endedAtMs: 90_000 }, done], nowMs, columns),
    ];
    for (const line of lines) expect(line.length).toBeLessThan(Math.max(2, columns));
  });

  it('shows no more streams than the terminal has lines', () => {
    expect(renderProgress(Array(40).fill(short), nowMs, { columns: 80, rows: 10 })).toHaveLength(9);
  });
});

describe('The table at the end', () => {
  const empty = (name: string) => row(name, { status: 'complete', endedAtMs: 500 });

  it('has one line for all streams without rows', () => {
    expect(renderSummary([empty('a'), done, empty('b')], 2000, 80)).toEqual([
      'stream   rows   time',
      'program     7  1.0 s  complete',
      '2 streams without rows',
      'all         7  2.0 s  4 a second',
    ]);
    expect(renderSummary([empty('a')], 2000, 80)).toContain('1 stream without rows');
  });

  it('names a stream that failed before its first row', () => {
    const failed = row('user', { status: 'failed', endedAtMs: 500 });
    expect(renderSummary([failed], 2000, 80)).toContainEqual(expect.stringMatching(/^user .* failed$/));
  });
});
