import { describe, expect, it } from '@jest/globals';
import { staticModel, staticModelNames } from '../../src/catalog/known/static-models.ts';
import { isDynamicModel } from '../../src/core/stream-definition.ts';
import { addCustomField, addDynamicModel } from '../simulator/dynamic-model.ts';
import { seedModel } from '../simulator/seed-model.ts';
import { at, type Message, messagesOf } from '../support/messages.ts';
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

  it.concurrent('describe secrets without offering them, and no run asks for them', () =>
    withInstance({ settings: { streams: ['user', 'bank_account:bank_name'] } }, async (instance) => {
      instance.simulator.store.insert('user', { id: 5 });
      const { airbyte, singer } = await discoverBoth(instance);
      const user = at(airbyte.get('user'), 'json_schema');
      expect(at(user, 'properties', 'mfa_otp_key')).toBeUndefined();
      expect(at(user, 'description')).toMatch(/Not read unless the setting include_secrets is true: .*mfa_otp_key/);
      expect(at(singer.get('user'), 'schema', 'properties', 'mfa_otp_key', 'description')).toMatch(/^Secret: /);
      expect(at(singer.get('user'), 'metadata')).toContainEqual({
        breadcrumb: ['properties', 'mfa_otp_key'],
        metadata: { inclusion: 'unsupported', 'selected-by-default': false },
      });
      // Of a stream whose fields are listed, nothing else is said.
      expect(at(singer.get('bank_account'), 'schema', 'properties', 'account_number')).toBeUndefined();
      expect(at(airbyte.get('bank_account'), 'json_schema', 'description')).not.toContain('account_number');
      await runTap(['--config', instance.config]);
      const asked = instance.simulator.requests.filter(({ model }) => model === 'user');
      expect(asked.length).toBeGreaterThan(0);
      expect(JSON.stringify(asked)).not.toContain('mfa_otp_key');
    }));
});

describe('A discovery', () => {
  const latency = 200;
  it.concurrent('costs a few calls side by side, whatever the instance holds', () =>
    withInstance({ latency }, async ({ simulator, config }) => {
      const { store } = simulator;
      for (let number = 1; number <= 30; number++) {
        const model = addDynamicModel(store, { modelType: `MacModelTypeDynThing${number}`, name: `Thing ${number}` });
        for (let field = 1; field <= 20; field++) {
          addCustomField(store, { model, name: `field_${field}`, label: `Field ${field}`, attributeType: 'string' });
        }
      }
      const run = await runTap(['--config', config, '--discover']);
      expect(run.stdout).toContain('mac_model_type_dyn_thing30');
      // A page of models, two of their 600 fields, and one row of each model that may have a cursor after all.
      const lists = simulator.requests.filter(({ kind }) => kind === 'list');
      const undated = staticModelNames.filter((name) => !isDynamicModel(name) && !staticModel(name)?.cursor);
      expect(lists).toHaveLength(3 + undated.length);
      // No call is answered sooner: where each waited for the one before, none would begin within that time.
      const besideAnother = lists.filter(({ at }, index) => at - (lists[index - 1]?.at ?? 0) < latency);
      expect(besideAnother.length).toBeGreaterThan(lists.length / 2);
    }));

  it.concurrent('that probes leaves what is there, within the budget of calls and half a minute', () =>
    withInstance({}, async ({ simulator, config }) => {
      const { store } = simulator;
      for (const model of ['program', 'geo_city', 'user']) seedModel(store, model, 2);
      store.setDialect('user', { access: 'forbidden' });
      store.setDialect('geo_city', { updatedAt: 'absent' });
      const run = await runTap(['discover', '--config', config, '--probe'], { timeLimitMs: 30_000 });
      expect(run.exitCode).toBe(0);
      const catalog = messagesOf(run).find(({ type }) => type === 'CATALOG');
      const streams = at(catalog, 'catalog', 'streams') as readonly Message[];
      const modes = new Map(streams.map((stream) => [stream['name'], stream['supported_sync_modes']]));
      expect([modes.get('program'), modes.get('geo_city'), modes.get('user')]).toEqual([
        ['full_refresh', 'incremental'],
        ['full_refresh'],
        undefined,
      ]);
      const lists = simulator.requests.filter(({ kind }) => kind === 'list');
      expect(lists.length).toBeGreaterThan(200);
      expect(lists.length).toBeLessThanOrEqual(2 * 241);
    }));
});
