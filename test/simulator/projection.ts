import { isArray, isObject, type Json } from './json.ts';
import { isSet, jsonParameter } from './parameters.ts';
import type { Projection } from './render-row.ts';
import type { ValueStyle } from './render-value.ts';
import type { Table } from './table.ts';

function names(value: Json | undefined): readonly string[] {
  return isArray(value) ? value.filter((name) => typeof name === 'string') : [];
}

/** The columns asked for. A call that asks for none gets what the API once called compact: hardly anything. */
function columnsOf(table: Table, parameters: URLSearchParams): readonly string[] {
  const [core, custom] = [isSet(parameters, 'all_core'), isSet(parameters, 'all_dynamic')];
  const fields = [...table.fields.values()].filter((field) => (field.custom === true ? custom : core));
  const columns = [...names(jsonParameter(parameters, 'cols')), ...fields.map((field) => field.name)];
  return columns.length > 0 || core || custom ? [...new Set(columns)] : ['created_at', 'updated_at'];
}

/** The relations to expand; those that the model does not have are ignored. */
function relationsOf(table: Table, parameters: URLSearchParams): ReadonlyMap<string, readonly string[]> {
  const relation = jsonParameter(parameters, 'relation');
  const entries = isObject(relation) ? Object.entries(relation) : [];
  return new Map(entries.flatMap(([name, columns]) => (table.fields.has(name) ? [[name, names(columns)]] : [])));
}

/** What one call wants to see of each row. */
export function readProjection(
  table: Table,
  parameters: URLSearchParams,
  decimals: ValueStyle['decimals'],
): Omit<Projection, 'related'> {
  const selects = isSet(parameters, 'show_mavs') ? 'paths' : isSet(parameters, 'enhanced_mavs') ? 'joined' : 'values';
  return { columns: columnsOf(table, parameters), relations: relationsOf(table, parameters), selects, decimals };
}
