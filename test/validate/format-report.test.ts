import { describe, expect, it } from '@jest/globals';
import { formatReport } from '../../src/validate/format-report.ts';
import { record, schema, state } from './singer-lines.ts';
import { validateLines } from './validate-lines.ts';

describe('the report as text', () => {
  it('begins with the verdict and lists counts', async () => {
    const lines = [schema(), ...Array.from({ length: 1200 }, () => record()), state()];
    expect(formatReport(await validateLines(lines))).toBe(
      [
        'Singer messages: 1,202 lines, no faults.',
        'Messages:',
        '  SCHEMA 1',
        '  RECORD 1,200',
        '  STATE 1',
        'Streams:',
        '  grants: 1,200 records, 1 state',
        '',
      ].join('\n'),
    );
  });

  it('lists faults with line, stream and rule, and the notes', async () => {
    const text = formatReport(await validateLines([schema(), record({ name: 1 }), state(), state()]));
    expect(text).toContain('Singer messages: 4 lines, 1 fault.\n');
    expect(text).toContain('\nFaults:\n  line 2, grants: record-invalid: "/name" must be string,null.\n');
    expect(text).toContain('\nFaults by rule:\n  record-invalid 1\n');
    expect(text).toContain('\nNotes:\n  The same STATE came twice in a row. (line 4)\n');
  });

  it('says how many faults it leaves out', async () => {
    const text = formatReport(await validateLines(Array.from({ length: 60 }, () => 'x')));
    expect(text).toContain(
      'Messages of no known protocol: 60 lines, 60 faults.\nFaults (the first 50 of 60):\n  line 1: not-json:',
    );
  });

  it('names the input as a whole where no line is at fault', async () => {
    expect(formatReport(await validateLines([]))).toContain('  input: no-messages: ');
  });

  it('escapes what a hostile name could do to a terminal', async () => {
    const text = formatReport(
      await validateLines([schema({ stream: '\u001b[2J' }), record({}, { stream: '\u001b[2J' }), state()]),
    );
    expect(text).not.toContain('\u001b');
    expect(text).toContain('\\u001b[2J');
  });
});
