import { describe, expect, it } from '@jest/globals';
import { addDynamicModel } from '../simulator/dynamic-model.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { at } from '../support/messages.ts';
import { modelsWithoutCursor } from '../support/models-without-cursor.ts';
import { runTap } from '../support/run-tap.ts';
import { type Instance, withInstance } from '../support/with-instance.ts';

/** The streams of both catalogs, by name. */
async function discoverBoth({ config }: Instance): Promise<{
  readonly airbyte: ReadonlyMap<unknown, unknown>;
  readonly singer: ReadonlyMap<unknown, unknown>;
}> {
  const [airbyte, singer] = await Promise.all([
    runTap(['discover', '--config', config]),
    runTap(['--config', config, '--discover']),
  ]);
  expect([airbyte.exitCode, singer.exitCode]).toEqual([0, 0]);
  const byName = (streams: unknown): ReadonlyMap<unknown, unknown> =>
    new Map((streams as readonly unknown[]).map((stream) => [at(stream, 'name') ?? at(stream, 'stream'), stream]));
  return {
    airbyte: byName(at(JSON.parse(airbyte.stdout), 'catalog', 'streams')),
    singer: byName(at(JSON.parse(singer.stdout), 'streams')),
  };
}

/** The one of the models without a known cursor whose instance returns `updated_at` all the same. */
const adopted = 'exempt_organization';

describe('The catalogs of an instance', () => {
  it.concurrent('take up `updated_at` as a cursor where the instance returns it, and say so where it does not', () =>
    withInstance({ settings: { streams: modelsWithoutCursor } }, async (instance) => {
      const { store } = instance.simulator;
      store.define(adopted, { fields: [{ name: 'updated_at', type: 'date-time' }] });
      for (const model of modelsWithoutCursor) seedModel(store, model, 2);
      const { airbyte, singer } = await discoverBoth(instance);

      expect(airbyte.get(adopted)).toMatchObject({
        supported_sync_modes: ['full_refresh', 'incremental'],
        default_cursor_field: ['updated_at'],
        json_schema: { properties: { updated_at: { type: ['string', 'null'], format: 'date-time' } } },
      });
      expect(singer.get(adopted)).toMatchObject({
        replication_method: 'INCREMENTAL',
        replication_key: 'updated_at',
        schema: { properties: { updated_at: { type: ['string', 'null'], format: 'date-time' } } },
      });
      for (const model of modelsWithoutCursor.filter((name) => name !== adopted)) {
        expect([model, at(airbyte.get(model), 'supported_sync_modes')]).toEqual([model, ['full_refresh']]);
        expect([model, at(singer.get(model), 'replication_method')]).toEqual([model, 'FULL_TABLE']);
      }
      expect([airbyte.size, singer.size]).toEqual([11, 11]);
    }));

  it.concurrent('hold no dynamic model of another instance, whether those of this one are wanted or not', () =>
    withInstance({ settings: { dynamic_models: false } }, async (instance) => {
      addDynamicModel(instance.simulator.store, { modelType: 'MacModelTypeDynSiteVisit', name: 'Site Visits' });
      const own = await instance.write('own.json', { ...instance.settings, dynamic_models: true });
      const [without, with_] = await Promise.all([discoverBoth(instance), discoverBoth({ ...instance, config: own })]);
      const dynamic = (streams: ReadonlyMap<unknown, unknown>): readonly string[] =>
        [...streams.keys()].map(String).filter((name) => name.startsWith('mac_model_type_dyn'));
      expect([dynamic(without.airbyte), dynamic(without.singer)]).toEqual([[], []]);
      expect([dynamic(with_.airbyte), dynamic(with_.singer)]).toEqual([
        ['mac_model_type_dyn_site_visit'],
        ['mac_model_type_dyn_site_visit'],
      ]);
    }));
});
