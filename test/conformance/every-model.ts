import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addCustomField, addDynamicModel } from '../simulator/dynamic-model.ts';
import { projectRoot } from '../simulator/project-root.ts';
import { seedModel } from '../simulator/seed-model.ts';
import type { Store } from '../simulator/store.ts';

const schemas = readdirSync(join(projectRoot(), 'schemas')).map((file) => file.replace('.json', ''));

/** Dynamic models by class, with their names in URLs: acronyms and digits, and those that have a static schema. */
const dynamicModels: Readonly<Record<string, string>> = {
  MacModelTypeDynSiteVisit: 'mac_model_type_dyn_site_visit',
  MacModelTypeDynPDC: 'mac_model_type_dyn_pdc',
  MacModelTypeDyn990Form: 'mac_model_type_dyn990_form',
  MacModelTypeDynFinancialAudit: 'mac_model_type_dyn_financial_audit',
  MacModelTypeDynMel: 'mac_model_type_dyn_mel',
  MacModelTypeDynTool: 'mac_model_type_dyn_tool',
};

/** The types that the metadata of an instance knows, and one that it does not. */
const attributeTypes =
  `string text integer decimal float boolean date datetime multi_value adhoc hash cdt signature`.split(' ');

/** Names that people give, and that neither a column of a target nor every JavaScript object takes kindly. */
const oddNames = ['Board Date!', '2nd_review', 'constructor', 'Total %', 'total__', 'x'.repeat(70)];

/** An index, a database, and all dynamic models get custom fields. */
const extended = ['grant_request', 'geo_city', ...Object.values(dynamicModels)];

/** Every stream that the instance has. */
export const everyStream: readonly string[] = [...new Set([...schemas, ...Object.values(dynamicModels)])].toSorted();

/** The tables of metadata hold what the fields and models added here put into them. */
const metadata = new Set(['machine_model_type', 'model_attribute']);

function addFields(store: Store, model: string): void {
  for (const type of attributeTypes) {
    addCustomField(store, { model, name: `my_${type}`, label: `My ${type}`, attributeType: type });
  }
  for (const name of oddNames) addCustomField(store, { model, name, label: name, attributeType: 'text' });
  addCustomField(store, { model, name: 'my_choice', label: 'One', attributeType: 'multi_value', choices: 'one' });
  const relation = { model, label: 'Grants', attributeType: 'relation', to: 'grant_request' } as const;
  addCustomField(store, { ...relation, name: 'my_grants', choices: 'many' });
  addCustomField(store, { ...relation, name: 'my_grant_id', choices: 'one' });
}

/** Fills a store with some rows of every model that is known, dynamic models, and custom fields of every type. */
export function fillEveryModel(store: Store, rowsEach: number): void {
  for (const [modelType, name] of Object.entries(dynamicModels)) {
    const path = addDynamicModel(store, { modelType, name: `Model ${modelType}` });
    if (path !== name) throw new Error(`${modelType} is ${path}`);
  }
  for (const model of extended) addFields(store, model);
  for (const model of everyStream) if (!metadata.has(model)) seedModel(store, model, rowsEach);
}
