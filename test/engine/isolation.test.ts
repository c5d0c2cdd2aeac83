import { describe, expect, it } from '@jest/globals';
import type { SyncEvent } from '../../src/core/sync-event.ts';
import type { Source } from '../../src/engine/ports.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { withSimulator } from '../simulator/with-simulator.ts';
import { sourceOf } from '../support/sync.ts';
import { readStreams } from '../support/sync-streams.ts';

/** A source that has a mistake of ours in it: it stumbles over the rows of one model, from the second page of them on. */
function stumbling(source: Source, model: string): Source {
  let pages = 0;
  return {
    ...source,
    async fetchPage(request) {
      if (request.model === model && request.columns.includes('name') && ++pages > 1) throw new TypeError('oops');
      return source.fetchPage(request);
    },
  };
}

describe('A mistake of ours in one stream', () => {
  it('fails that stream alone, with the state of what was written, and is told with its stack', async () => {
    await withSimulator({}, async (simulator) => {
      for (const model of ['program', 'user']) seedModel(simulator.store, model, 30);
      const events: SyncEvent[] = [];
      const source = stumbling(sourceOf(simulator), 'user');
      const options = { pageSize: 10, concurrency: 1 };
      for await (const event of readStreams(source, ['user', 'program'], options)) events.push(event);
      const ofUser = events.filter(({ stream }) => stream.definition.name === 'user');
      const outcomes = events.flatMap((event) => (event.kind === 'stream-finished' ? [event.outcome] : []));
      expect(outcomes).toMatchObject([
        { kind: 'failed', records: 10, error: { kind: 'internal', code: 'INTERNAL' } },
        { kind: 'complete', records: 30 },
      ]);
      expect(ofUser.map(({ kind }) => kind).slice(-3)).toEqual(['records', 'checkpoint', 'stream-finished']);
      const [failure] = outcomes;
      expect(failure?.kind === 'failed' && failure.error.stack).toContain('TypeError: oops');
    });
  });
});
