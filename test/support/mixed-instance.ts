import { addCustomField, addDynamicModel } from '../simulator/dynamic-model.ts';
import { seedModel } from '../simulator/seed-model.ts';
import type { Instance } from './with-instance.ts';

/** A model that people made. */
export const visits = 'mac_model_type_dyn_site_visit';

/** One model of the index, one of the database, one that people made. */
export const mixedStreams = ['request_report', 'geo_city', visits] as const;

/** Fills the streams, `visits` among them, with custom fields of several types: 130 rows, 100, 70 and so on. */
export function fill({ simulator: { store } }: Instance, streams: readonly string[]): void {
  const dynamic = addDynamicModel(store, { modelType: 'MacModelTypeDynSiteVisit', name: 'Site Visits' });
  addCustomField(store, { model: dynamic, name: 'visited_on', label: 'Visited on', attributeType: 'date' });
  addCustomField(store, { model: dynamic, name: 'topics', label: 'Topics', attributeType: 'multi_value' });
  addCustomField(store, { model: dynamic, name: 'cost', label: 'Cost', attributeType: 'decimal' });
  for (const [index, stream] of streams.entries()) seedModel(store, stream, 130 - 30 * index);
}

/** Changes two rows of each stream, adds one, and writes what is hard to carry. */
export function edit({ simulator: { store } }: Instance, streams: readonly string[]): void {
  for (const stream of streams) {
    const [changed = 0, another = 0] = store.ids(stream);
    store.bulkUpdate(stream, [changed, another]);
    store.insert(stream, {});
  }
  store.update(visits, store.ids(visits)[5] ?? 0, {
    visited_on: '2026-02-28',
    topics: ['Water', 'Zoë 🎉', 'it\'s "quoted", or not'],
    cost: 1234.56,
  });
}
