import { storedField } from '../../src/core/stream-definition.ts';
import type { StreamState } from '../../src/core/stream-state.ts';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import type { PageRequest, Source } from '../../src/engine/ports.ts';
import { runSync } from '../../src/engine/run-sync.ts';
import { definitionOf } from './definitions.ts';

/** How a test reads several streams at once. */
export interface StreamsOptions {
  readonly pageSize: number;
  readonly concurrency: number;
  readonly states?: ReadonlyMap<string, StreamState>;
  readonly lookbackSeconds?: number;
  readonly log?: (message: string) => void;
}

/** Reads three fields of some models with the real engine from any source, with a state after each page. */
export function readStreams(
  source: Source,
  models: readonly string[],
  { pageSize, concurrency, states, lookbackSeconds, log }: StreamsOptions,
): AsyncIterable<SyncEvent> {
  const fields = [storedField('id', 'integer'), storedField('updated_at', 'datetime'), storedField('name', 'text')];
  return runSync({
    source,
    streams: models.map((model) => ({
      definition: definitionOf(model, fields, { cursor: 'updated_at' }),
      mode: 'incremental',
      fields,
    })),
    missing: [],
    states: states ?? new Map(),
    settings: {
      pageSize,
      concurrency,
      lookbackSeconds: lookbackSeconds ?? 0,
      startDate: undefined,
      detectDeletions: false,
    },
    log: (_level, message) => log?.(message),
    pace: { records: 0, milliseconds: 0 },
    now: () => 0,
    signal: new AbortController().signal,
  });
}

/** Calls for rows to emit, as the engine sees them; those that find out what a server honours ask for fewer columns. */
export interface CallWatch {
  readonly source: Source;
  /** How many were under way, the new one with them, when each began. */
  readonly underWay: readonly number[];
  /** The same among the calls for one model. */
  readonly underWayOf: (model: string) => readonly number[];
}

/** Watches the calls that go through a source. */
export function watchCalls(source: Source): CallWatch {
  const seen: { readonly model: string; readonly all: number; readonly own: number }[] = [];
  const pending: PageRequest[] = [];
  return {
    source: {
      ...source,
      async fetchPage(request) {
        if (!request.columns.includes('name')) return source.fetchPage(request);
        pending.push(request);
        const own = pending.filter(({ model }) => model === request.model).length;
        seen.push({ model: request.model, all: pending.length, own });
        try {
          return await source.fetchPage(request);
        } finally {
          pending.splice(pending.indexOf(request), 1);
        }
      },
    },
    get underWay() {
      return seen.map(({ all }) => all);
    },
    underWayOf: (model) => seen.filter((call) => call.model === model).map(({ own }) => own),
  };
}
