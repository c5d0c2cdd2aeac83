import { counted, grouped } from '../core/counted.ts';
import { quote } from './quote.ts';
import type { Fault, MessageProtocol, StreamCount, ValidationReport } from './validation-report.ts';

const titles: Readonly<Record<MessageProtocol, string>> = {
  airbyte: 'Airbyte messages',
  singer: 'Singer messages',
  unknown: 'Messages of no known protocol',
};

/** The report as text for people: a verdict, counts, faults and notes, with a newline at the end. */
export function formatReport(report: ValidationReport): string {
  const { protocol, lines, faultCount, faults } = report;
  const verdict = faultCount === 0 ? 'no faults' : counted(faultCount, 'fault');
  const shown =
    faults.length < faultCount ? `Faults (the first ${faults.length} of ${grouped(faultCount)}):` : 'Faults:';
  return [
    `${titles[protocol]}: ${counted(lines, 'line')}, ${verdict}.`,
    ...section(
      'Messages:',
      Object.entries(report.messages).map(([type, times]) => `${type} ${grouped(times)}`),
    ),
    ...section('Streams:', report.streams.map(formatStream)),
    ...section(shown, faults.map(formatFault)),
    ...section(
      'Faults by rule:',
      Object.entries(report.faultsByRule).map(([rule, times]) => `${rule} ${grouped(times)}`),
    ),
    ...section('Notes:', report.notes),
    '',
  ].join('\n');
}

function section(title: string, rows: readonly string[]): readonly string[] {
  return rows.length === 0 ? [] : [title, ...rows.map((row) => `  ${row}`)];
}

function formatStream({ stream, records, states }: StreamCount): string {
  return `${plain(stream)}: ${counted(records, 'record')}, ${counted(states, 'state')}`;
}

function formatFault({ line, stream, rule, message }: Fault): string {
  const where = stream === undefined ? `line ${line}` : `line ${line}, ${plain(stream)}`;
  return `${line === 0 ? 'input' : where}: ${rule}: ${message}`;
}

/** A stream's name as it is when it is harmless, otherwise quoted and escaped: it comes from the input. */
function plain(stream: string): string {
  return /^[A-Za-z0-9_.-]{1,80}$/.test(stream) ? stream : quote(stream);
}
