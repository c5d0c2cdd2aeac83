import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { recordIds } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { withInstance } from '../support/with-instance.ts';

const stream = 'grant_request';
const rows = 5000;

/** Several times what a page takes, and less than all rows together. */
const environment = { NODE_OPTIONS: '--max-old-space-size=48' };

describe('A read', () => {
  it(
    'of many wide rows needs no more memory than one of few',
    () =>
      withInstance({ settings: { streams: [stream] } }, async (instance) => {
        seedModel(instance.simulator.store, stream, rows);
        const run = await runTap(['--config', instance.config], { environment, timeLimitMs: 180_000 });
        expect([run.exitCode, run.signal]).toEqual([0, null]);
        expect(recordIds(run, stream)).toHaveLength(rows);
      }),
    200_000,
  );
});
