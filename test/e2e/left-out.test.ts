import { describe, expect, it } from '@jest/globals';
import { seedModel } from '../simulator/seed-model.ts';
import { airbyteCatalog, singerCatalog } from '../support/catalogs.ts';
import { recordIds, statuses, traceErrors } from '../support/messages.ts';
import { runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

async function withTwoModels(body: (instance: Instance) => Promise<void>): Promise<void> {
  await withInstance({ settings: { streams: ['program'] } }, async (instance) => {
    for (const model of ['program', 'geo_country']) seedModel(instance.simulator.store, model, 3);
    await body(instance);
  });
}

describe('A stream of the catalog that the setting `streams` leaves out', () => {
  it('fails alone under Airbyte, which would take silence for an empty stream', async () => {
    await withTwoModels(async ({ config, write }) => {
      const catalog = await write('catalog.json', airbyteCatalog('program', 'geo_country'));
      const run = await runTap(['read', '--config', config, '--catalog', catalog]);
      expect(run.exitCode).toBe(1);
      expect(recordIds(run, 'program')).toHaveLength(3);
      expect(statuses(run, 'geo_country')).toEqual(['INCOMPLETE']);
      expect(traceErrors(run)[0]).toMatchObject({ message: expect.stringContaining('`streams` leaves out') });
    });
  });

  it('is passed over with a warning under Singer', async () => {
    await withTwoModels(async ({ config, write }) => {
      const catalog = await write('catalog.json', singerCatalog('program', 'geo_country'));
      const run = await runTap(['--config', config, '--catalog', catalog]);
      expect(run.exitCode).toBe(0);
      expect(recordIds(run, 'geo_country')).toEqual([]);
      expect(run.stderr).toContain('leaves them out: geo_country');
    });
  });
});
