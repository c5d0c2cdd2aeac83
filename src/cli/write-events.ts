import { counted } from '../core/counted.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import type { SyncEncoder } from '../protocols/sync-encoder.ts';
import type { ExitCode, Surroundings } from './surroundings.ts';

/** How the streams of a run ended so far. */
interface Tally {
  readonly complete: number;
  /** The names of those that were not read to their end. */
  readonly others: readonly string[];
  readonly records: number;
}

/** Writes what a run says as lines of its protocol, and tells of each stream in the log. Exit code 1 unless all were read. */
export async function writeEvents(
  events: AsyncIterable<SyncEvent>,
  encoder: SyncEncoder,
  { stdout, progress, log, redact, signal, now }: Surroundings,
): Promise<ExitCode> {
  const beganAtMs = now();
  let tally: Tally = { complete: 0, others: [], records: 0 };
  const end = (): Promise<void> => {
    log('info', summarize(tally, (now() - beganAtMs) / 1000));
    return stdout.write(redact(encoder.finish()));
  };
  try {
    for await (const event of events) {
      const lines = encoder.encode(event);
      // What tells of a failure may quote the server; records are what they are.
      await stdout.write(event.kind === 'stream-finished' ? lines.map(redact) : lines);
      progress(event);
      if (event.kind === 'stream-finished') tally = report(event, tally, log);
      if (stdout.isClosed()) return 1;
    }
  } catch (error) {
    // Before the error that ended the run: what is said here of single streams is said nowhere else.
    if (tally.complete + tally.others.length > 0) await end();
    throw error;
  }
  await end();
  return signal.aborted || tally.others.length > 0 ? 1 : 0;
}

function report(
  { stream, outcome }: SyncEvent & { kind: 'stream-finished' },
  { complete, others, records }: Tally,
  log: Surroundings['log'],
): Tally {
  const { name } = stream.definition;
  const isComplete = outcome.kind === 'complete';
  if (outcome.kind === 'failed') log('error', `${name}: ${outcome.error.code}: ${outcome.error.message}`);
  // Hundreds of streams may have nothing new.
  else
    log(
      isComplete && outcome.records === 0 ? 'debug' : 'info',
      `${name}: ${counted(outcome.records, 'record')}, ${outcome.kind}`,
    );
  return {
    complete: complete + (isComplete ? 1 : 0),
    others: isComplete ? others : [...others, name],
    records: records + outcome.records,
  };
}

function summarize({ complete, others, records }: Tally, seconds: number): string {
  const missed = others.length > 0 ? `, ${others.length} not to the end (${others.join(', ')})` : '';
  return `${counted(complete, 'stream')} read${missed}: ${counted(records, 'record')} in ${seconds.toFixed(1)} s`;
}
