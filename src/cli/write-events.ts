import { inWords, isForUser, toConnectorError } from '../core/connector-error.ts';
import { counted } from '../core/counted.ts';
import { logOfStream } from '../core/logger.ts';
import { cleanError } from '../core/secrets/clean-error.ts';
import type { Redactor } from '../core/secrets/redact.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import type { SyncEncoder } from '../protocols/sync-encoder.ts';
import type { ExitCode, Surroundings } from './surroundings.ts';

/** How the streams of a run ended so far. */
interface Tally {
  readonly complete: number;
  /** The names of those that were not read to their end. */
  readonly others: readonly string[];
  /** The names of those that have not come to an end: when the run does, they were not begun. */
  readonly waiting: ReadonlySet<string>;
  readonly records: number;
}

/** Writes what a run says as lines of its protocol, and tells of each stream in the log. Exit code 1 unless all were read. */
export async function writeEvents(
  events: AsyncIterable<SyncEvent>,
  encoder: SyncEncoder,
  names: readonly string[],
  { stdout, observe, log, tell, redactor, signal, now }: Surroundings,
): Promise<ExitCode> {
  const beganAtMs = now();
  let tally: Tally = { complete: 0, others: [], waiting: new Set(names), records: 0 };
  const sumUp = (): unknown => log('info', summarize(tally, (now() - beganAtMs) / 1000));
  const finish = (): Promise<void> => stdout.write(encoder.finish());
  try {
    for await (const happened of events) {
      const event = cleanEvent(happened, redactor);
      await stdout.write(encoder.encode(event));
      observe(event);
      if (event.kind === 'stream-finished') tally = report(event, tally, log);
      if (stdout.isClosed()) return 1;
    }
  } catch (error) {
    if (tally.waiting.size === names.length) throw error;
    // What is said here of single streams is said nowhere else.
    sumUp();
    const isPassing = !signal.aborted && !isForUser(toConnectorError(error));
    // A platform that hears first of what only the user can mend does not try again what passes by itself.
    if (isPassing) await tell(error);
    await finish();
    if (isPassing) return 1;
    throw error;
  }
  sumUp();
  await finish();
  return signal.aborted || tally.others.length > 0 ? 1 : 0;
}

/** What tells of a failure may quote the server; records are what they are. */
export function cleanEvent(event: SyncEvent, { redact }: Redactor): SyncEvent {
  if (event.kind !== 'stream-finished' || event.outcome.kind !== 'failed') return event;
  return { ...event, outcome: { ...event.outcome, error: cleanError(event.outcome.error, redact) } };
}

function report(
  { stream, outcome }: SyncEvent & { kind: 'stream-finished' },
  { complete, others, waiting, records }: Tally,
  log: Surroundings['log'],
): Tally {
  const { name } = stream.definition;
  const isComplete = outcome.kind === 'complete';
  const tell = logOfStream(log, name);
  if (outcome.kind === 'failed') tell('error', `${name}: ${inWords(outcome.error)}`);
  // Hundreds of streams may have nothing new.
  else
    tell(
      isComplete && outcome.records === 0 ? 'debug' : 'info',
      `${name}: ${counted(outcome.records, 'record')}, ${outcome.kind}`,
    );
  return {
    complete: complete + (isComplete ? 1 : 0),
    others: isComplete ? others : [...others, name],
    waiting: new Set([...waiting].filter((other) => other !== name)),
    records: records + outcome.records,
  };
}

function summarize({ complete, others, waiting, records }: Tally, seconds: number): string {
  const missed = list('not to the end', others) + list('not begun', [...waiting]);
  return `${counted(complete, 'stream')} read${missed}: ${counted(records, 'record')} in ${seconds.toFixed(1)} s`;
}

function list(what: string, names: readonly string[]): string {
  return names.length > 0 ? `, ${names.length} ${what} (${names.join(', ')})` : '';
}
