import { describe, expect, it } from '@jest/globals';
import { createClock } from './clock.ts';
import { addCustomField, addDynamicModel } from './dynamic-model.ts';
import { all, listPage } from './list-page.ts';
import { seedFoundation } from './seed-foundation.ts';
import { seedModel } from './seed-model.ts';
import { createStore, type Store } from './store.ts';
import { withSimulator } from './with-simulator.ts';

function seeded(count: number, seed = 1): Store {
  const store = createStore(createClock(() => Date.UTC(2026, 10, 20)));
  seedModel(store, 'grant_request', count, { seed });
  return store;
}

describe('Seeded rows', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(seeded(40).rows('grant_request')).toEqual(seeded(40).rows('grant_request'));
    expect(seeded(40).rows('grant_request')).not.toEqual(seeded(40, 2).rows('grant_request'));
  });

  it('keep their values while other rows are edited, and change by an update without named changes', () => {
    const store = seeded(10);
    const [first, second] = store.ids('grant_request');
    const before = store.rows('grant_request');
    store.update('grant_request', first ?? 0);
    const after = store.rows('grant_request');
    expect(after.slice(1)).toEqual(before.slice(1));
    const texts = Object.entries(after[0] ?? {}).filter(([, value]) => typeof value === 'string');
    const changed = texts.filter(([name, value]) => value !== before[0]?.[name]);
    expect(changed.length).toBeGreaterThan(10);
    store.update('grant_request', second ?? 0, { state: 'odd' });
    expect(store.row('grant_request', second ?? 0)).toMatchObject({
      ...before[1],
      state: 'odd',
      updated_at: '2026-11-20T00:00:00Z',
    });
  });

  it('have every field of the schema, blank for a good share, and equal times for some', () => {
    const rows = seeded(300).rows('grant_request');
    const names = Object.keys(rows[0] ?? {});
    const blank = names.filter((name) => rows.some((row) => row[name] === null));
    const neverFilled = names.filter((name) => rows.every((row) => row[name] === null));
    expect(names.length).toBeGreaterThan(200);
    expect(blank.length).toBeGreaterThan(names.length * 0.9);
    expect(neverFilled).toEqual(['deleted_at']);
    expect(new Set(rows.map((row) => row['updated_at'])).size).toBeLessThan(rows.length);
    expect(rows.every(({ updated_at: at }) => typeof at === 'string' && at < '2026-11-01T00:00:00Z')).toBe(true);
  });

  it('are served page by page out of 200,000 without computing the rest', () =>
    withSimulator({}, async (simulator) => {
      seedModel(simulator.store, 'grant_request', 200_000);
      const sort = [
        ['updated_at', 'asc'],
        ['id', 'asc'],
      ];
      const filter = all(['updated_at', 'gte', '2020-01-01T00:00:00Z']);
      const question = { cols: ['updated_at', 'state'], sort, filter, per_page: 500 };
      await listPage(simulator, 'grant_request', question);
      const start = performance.now();
      for (let page = 2; page <= 20; page += 1) {
        expect((await listPage(simulator, 'grant_request', { ...question, page })).rows).toHaveLength(500);
        simulator.store.update('grant_request', simulator.store.ids('grant_request')[page] ?? 0, {});
      }
      expect(performance.now() - start).toBeLessThan(5000);
    }));
});

describe('A pretend foundation', () => {
  it('has its models in proportion to the scale, with ids that lead to rows', () => {
    const store = createStore(createClock());
    seedFoundation(store, { scale: 0.01 });
    const counts = ['grant_request', 'organization', 'program', 'mac_model_type_dyn_site_visit'].map(store.count);
    expect(counts).toEqual([120, 60, 1, 6]);
    const organizations = new Set(store.ids('organization'));
    const grantees = store
      .rows('grant_request', ['program_organization_id'])
      .map((row) => row['program_organization_id']);
    expect(grantees.filter((id) => typeof id === 'number' && !organizations.has(id))).toEqual([]);
    expect(grantees.filter((id) => typeof id === 'number').length).toBeGreaterThan(20);
  });

  it('describes its dynamic model and custom fields in its metadata', () => {
    const store = createStore(createClock());
    seedFoundation(store, { scale: 0.001 });
    expect(store.rows('machine_model_type', ['model_type', 'name'])).toEqual([
      { model_type: 'MacModelTypeDynSiteVisit', name: 'Site Visits' },
    ]);
    const attributes = store.rows('model_attribute', ['model_type', 'name', 'attribute_type']);
    expect(attributes).toContainEqual({ model_type: 'GrantRequest', name: 'match_amount', attribute_type: 'decimal' });
  });
});

describe('Dynamic models and custom fields', () => {
  it('are served under machine_model, and by all_dynamic', () =>
    withSimulator({}, async (simulator) => {
      const model = addDynamicModel(simulator.store, { modelType: 'MacModelTypeDynPDCReview2', name: 'Reviews' });
      addCustomField(simulator.store, { model, name: 'score', label: 'Score', attributeType: 'decimal' });
      expect(model).toBe('mac_model_type_dyn_pdc_review2');
      simulator.store.insert(model, { id: 3, score: 1.5, state: 'new' });
      const { rows, answer } = await listPage(simulator, model, { all_dynamic: 1 });
      expect(rows).toEqual([{ id: 3, score: 1.5 }]);
      expect(answer.json).toHaveProperty('records.machine_model');
    }));

  it('print one choice without the inner list', () =>
    withSimulator({}, async (simulator) => {
      const field = { model: 'user', name: 'region', label: 'Region', attributeType: 'multi_value' };
      addCustomField(simulator.store, { ...field, choices: 'one' });
      const segment = { id: 4, desc: 'North', val: 'N' };
      simulator.store.insert('user', { id: 1, region: [[segment]] });
      const shown = await listPage(simulator, 'user', { cols: ['region'], show_mavs: 'true' });
      const plain = await listPage(simulator, 'user', { cols: ['region'] });
      expect(simulator.store.rows('user', ['id', 'region'])).toEqual(plain.rows);
      expect([shown.rows, plain.rows]).toEqual([[{ id: 1, region: [segment] }], [{ id: 1, region: ['North'] }]]);
    }));
});
