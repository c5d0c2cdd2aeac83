import type { SelectedStream } from '../core/selected-stream.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import { mergeGenerators } from './flow/merge-generators.ts';
import { createNews, type News } from './flow/news.ts';
import type { Source } from './ports.ts';

/** Until when the server takes no calls, in milliseconds since 1970. */
interface Hold {
  readonly kind: 'hold';
  readonly endsAtMs: number;
}

/**
 * Passes the events of all streams on, and says of each stream that is being read when the server holds its calls back: a
 * platform that is told nothing of a wait takes the run for dead.
 */
export async function* interleaveHolds(events: AsyncGenerator<SyncEvent>, source: Source): AsyncGenerator<SyncEvent> {
  const holds = createNews<Hold>();
  source.onHold((endsAtMs) => holds.tell({ kind: 'hold', endsAtMs }));
  const reading = new Set<SelectedStream>();
  for await (const event of mergeGenerators<SyncEvent | Hold>([closing(events, holds), holds.items()], 2)) {
    if (event.kind === 'hold') {
      for (const stream of reading) yield { kind: 'held', stream, endsAtMs: event.endsAtMs };
      continue;
    }
    if (event.kind === 'stream-finished') reading.delete(event.stream);
    yield event;
    if (event.kind !== 'stream-started') continue;
    reading.add(event.stream);
    const endsAtMs = source.heldUntil();
    if (endsAtMs !== undefined) yield { kind: 'held', stream: event.stream, endsAtMs };
  }
}

async function* closing(events: AsyncGenerator<SyncEvent>, holds: News<Hold>): AsyncGenerator<SyncEvent> {
  try {
    yield* events;
  } finally {
    holds.close();
  }
}
