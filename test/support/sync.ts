import { type Instant, parseInstant } from '../../src/core/instant.ts';
import type { Log } from '../../src/core/logger.ts';
import { createRedactor } from '../../src/core/secrets/redact.ts';
import type { SelectedStream, SyncMode } from '../../src/core/selected-stream.ts';
import { deletionMark, type StreamDefinition, storedField } from '../../src/core/stream-definition.ts';
import type { StreamState } from '../../src/core/stream-state.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import type { Pace } from '../../src/engine/pace-checkpoints.ts';
import type { Source } from '../../src/engine/ports.ts';
import { runSync } from '../../src/engine/run-sync.ts';
import { createFluxxSource, type FluxxSettings } from '../../src/fluxx/fluxx-source.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { definitionOf } from './definitions.ts';

/** How a test reads. */
export interface SyncOptions {
  readonly mode?: SyncMode;
  readonly job?: string;
  /** Without one, everything is read. */
  readonly state?: StreamState | undefined;
  readonly pageSize?: number;
  /** Default 4. */
  readonly concurrency?: number;
  readonly lookbackSeconds?: number;
  readonly startDate?: string;
  readonly searchIndexed?: StreamDefinition['searchIndexed'];
  /** Stops after so many events, as a crash would. */
  readonly crashAfter?: number;
  readonly detectDeletions?: boolean;
  /** How rarely states come. Default: each of them does. */
  readonly pace?: Pace;
  /** Fields of text to read besides the three. */
  readonly fields?: readonly string[];
  /** How the source differs from the usual one. */
  readonly source?: Partial<FluxxSettings>;
}

/** What a read said. */
export interface SyncRun {
  readonly events: readonly SyncEvent[];
  /** The last emitted version of each row, by id. */
  readonly records: ReadonlyMap<number, Readonly<Record<string, unknown>>>;
  /** How many records were emitted, repeated ones too. */
  readonly emitted: number;
  readonly state: StreamState | undefined;
  /** List calls. */
  readonly calls: number;
  readonly log: readonly string[];
  readonly failure: string | undefined;
  /** Whether the run came to its end, without a failure. */
  readonly isComplete: boolean;
}

/** The real source, over HTTP, with waits that a test can bear. */
export function sourceOf(
  simulator: Simulator,
  log: (message: string) => void = () => undefined,
  changes: Partial<FluxxSettings> = {},
  signal = new AbortController().signal,
): Source {
  const { add, addToken, redact } = createRedactor();
  add(simulator.clientSecret);
  return createFluxxSource(
    {
      baseUrl: `${simulator.url}/`,
      clientId: simulator.clientId,
      clientSecret: simulator.clientSecret,
      userAgent: 'test',
      requestTimeoutMs: 10_000,
      maxRetries: 3,
      requestsPerMinute: 1_000_000,
      concurrency: 4,
      multiSelect: 'values',
      backoff: { baseMs: 1, rateLimitBaseMs: 1, maxMs: 10 },
      ...changes,
    },
    { log: (_level, message) => log(message), signal, redact, onToken: addToken },
  );
}

/** A stream of three fields, and the mark of deleted rows where they are looked for: enough for most laws of extraction. */
function streamOf(model: string, options: SyncOptions = {}): SelectedStream {
  const texts = ['name', ...(options.fields ?? [])].map((name) => storedField(name, 'text'));
  const own = [storedField('id', 'integer'), storedField('updated_at', 'datetime'), ...texts];
  const fields = options.detectDeletions ? [...own, deletionMark] : own;
  const definition = definitionOf(model, fields, {
    searchIndexed: options.searchIndexed ?? 'unknown',
    cursor: 'updated_at',
  });
  return { definition, mode: options.mode ?? 'incremental', job: options.job, fields };
}

/** Reads one stream of the simulator with the real engine and the real source, and reports to `log`. */
export function eventsOf(
  simulator: Simulator,
  stream: SelectedStream,
  { log, ...options }: SyncOptions & { readonly log: Log },
): AsyncIterable<SyncEvent> {
  const { name } = stream.definition;
  return runSync({
    source: sourceOf(simulator, (message) => log('info', message), options.source),
    streams: [stream],
    missing: [],
    states: new Map(options.state ? [[name, options.state]] : []),
    settings: {
      pageSize: options.pageSize ?? 10,
      concurrency: options.concurrency ?? 4,
      lookbackSeconds: options.lookbackSeconds ?? 0,
      startDate: parseInstant(options.startDate),
      detectDeletions: options.detectDeletions ?? false,
    },
    log,
    pace: options.pace ?? { records: 0, milliseconds: 0 },
    now: () => 0,
    signal: new AbortController().signal,
  });
}

/** Reads one model of the simulator. */
export async function sync(simulator: Simulator, model: string, options: SyncOptions = {}): Promise<SyncRun> {
  const log: string[] = [];
  const callsBefore = listCalls(simulator);
  const events: SyncEvent[] = [];
  const reading = eventsOf(simulator, streamOf(model, options), {
    ...options,
    log: (_level, message) => log.push(message),
  });
  for await (const event of reading) {
    events.push(event);
    if (events.length === options.crashAfter) break;
  }
  return { ...summarize(events), events, calls: listCalls(simulator) - callsBefore, log };
}

function listCalls(simulator: Simulator): number {
  return simulator.requests.filter(({ kind }) => kind === 'list').length;
}

function summarize(events: readonly SyncEvent[]): Omit<SyncRun, 'events' | 'calls' | 'log'> {
  const records = new Map<number, Readonly<Record<string, unknown>>>();
  let emitted = 0;
  let state: StreamState | undefined;
  let failure: string | undefined;
  let isComplete = false;
  for (const event of events) {
    if (event.kind === 'checkpoint') ({ state } = event);
    if (event.kind === 'stream-finished' && event.outcome.kind === 'failed') failure = event.outcome.error.code;
    if (event.kind === 'stream-finished') isComplete = event.outcome.kind === 'complete';
    if (event.kind !== 'records') continue;
    emitted += event.records.length;
    for (const record of event.records) records.set(Number(record['id']), record);
  }
  return { records, emitted, state, failure, isComplete };
}

/** What the records must be in the end: the server's rows as lists show them. */
export function truth(
  simulator: Simulator,
  model: string,
  fields: readonly string[] = [],
): ReadonlyMap<number, Readonly<Record<string, unknown>>> {
  const rows = simulator.store.rows(model, ['id', 'updated_at', 'name', ...fields]);
  return new Map(rows.map((row) => [Number(row['id']), { updated_at: null, ...row }]));
}

/** The merge that a target makes of several runs, rows that the server no longer shows apart. */
export function merge(simulator: Simulator, model: string, ...runs: readonly SyncRun[]): SyncRun['records'] {
  const there = new Set(simulator.store.ids(model));
  return new Map(runs.flatMap(({ records }) => [...records]).filter(([id]) => there.has(id)));
}

/** An instant some seconds after a fixed beginning. */
export function secondsIn(seconds: number): Instant {
  return parseInstant(new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString()) as Instant;
}
