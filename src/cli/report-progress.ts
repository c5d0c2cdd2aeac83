import { counted, grouped } from '../core/counted.ts';
import type { Log } from '../core/logger.ts';
import type { SyncEvent } from '../core/sync-event.ts';

/** A run without a line for minutes is taken for one that hangs. */
const silenceMs = 60_000;
const mostNamed = 5;

/** Hears what a run does, and says in the log how far it is, once a minute while anything happens. */
export function createProgressReport(log: Log, now: () => number): (event: SyncEvent) => void {
  const reading = new Map<string, { records: number; expected: number | undefined }>();
  let saidAtMs = now();

  return (event) => {
    const { name } = event.stream.definition;
    const stream = reading.get(name);
    if (event.kind === 'stream-started') reading.set(name, { records: 0, expected: undefined });
    else if (event.kind === 'stream-finished') reading.delete(name);
    else if (event.kind === 'estimate' && stream) stream.expected = event.rows;
    else if (event.kind === 'records' && stream) stream.records += event.records.length;
    if (reading.size === 0 || now() - saidAtMs < silenceMs) return;
    saidAtMs = now();
    log('info', `${counted(reading.size, 'stream')} being read: ${describe(reading)}`);
  };
}

function describe(
  reading: ReadonlyMap<string, { readonly records: number; readonly expected: number | undefined }>,
): string {
  const furthest = [...reading].toSorted(([, a], [, b]) => b.records - a.records).slice(0, mostNamed);
  const texts = furthest.map(([name, { records, expected }]) => {
    if (expected === undefined) return `${name} ${counted(records, 'record')}`;
    return `${name} ${grouped(records)} of about ${counted(Math.max(expected, records), 'record')}`;
  });
  return texts.join(', ') + (reading.size > mostNamed ? ' ...' : '');
}
