import { addCustomField, addDynamicModel } from './dynamic-model.ts';
import { seedModel } from './seed-model.ts';
import type { Store } from './store.ts';

/** How large the pretend foundation is: `scale` 1 has about 12,000 requests. */
export type FoundationOptions = { readonly scale?: number };

const siteVisit = 'mac_model_type_dyn_site_visit';

const counts: Readonly<Record<string, number>> = {
  grant_request: 12_000,
  organization: 6000,
  user: 8000,
  request_transaction: 9000,
  request_report: 5000,
  model_document: 6000,
  geo_state: 4000,
  geo_country: 250,
  program: 40,
  [siteVisit]: 600,
};

/** The models that the pretend foundation uses. */
export const foundationModels: readonly string[] = Object.keys(counts);

function addMetadata(store: Store): void {
  addDynamicModel(store, {
    modelType: 'MacModelTypeDynSiteVisit',
    name: 'Site Visits',
    fields: [
      { name: 'request_id', type: 'integer', to: 'grant_request' },
      { name: 'organization_id', type: 'integer', to: 'organization' },
    ],
  });
  const model = 'grant_request';
  addCustomField(store, { model: siteVisit, name: 'visited_on', label: 'Visited on', attributeType: 'date' });
  addCustomField(store, { model: siteVisit, name: 'findings', label: 'Findings', attributeType: 'text' });
  addCustomField(store, { model, name: 'areas_served', label: 'Areas served', attributeType: 'multi_value' });
  addCustomField(store, { model, name: 'match_amount', label: 'Match', attributeType: 'decimal' });
  addCustomField(store, { model, name: 'board_date', label: 'Board date', attributeType: 'date' });
  addCustomField(store, { model, name: 'visit', label: 'Visit', attributeType: 'relation', to: siteVisit });
  const organization = 'organization';
  const single = { attributeType: 'multi_value', choices: 'one' } as const;
  addCustomField(store, { model: organization, name: 'tax_class_choice', label: 'Tax class', ...single });
  addCustomField(store, { model: organization, name: 'budget_size', label: 'Budget', attributeType: 'decimal' });
}

/** Fills a store with a small foundation: the usual models, one dynamic model, and some custom fields with metadata. */
export function seedFoundation(store: Store, options: FoundationOptions = {}): void {
  const { scale = 1 } = options;
  const scaled = Object.entries(counts).map(
    ([model, count]) => [model, Math.max(1, Math.round(count * scale))] as const,
  );
  const related = Object.fromEntries(scaled);
  addMetadata(store);
  for (const [model, count] of scaled) seedModel(store, model, count, { related });
}
