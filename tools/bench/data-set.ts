import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../test/simulator/project-root.ts';

/** The model that is read: the widest one that every Fluxx site uses. */
export const model = 'grant_request';

/** Rows that differ only in how many columns are asked for. */
export interface DataSet {
  readonly name: string;
  /** `id` and `updated_at` first. */
  readonly columns: readonly string[];
}

const keys = ['id', 'updated_at'];
const fewColumns = [
  'created_at',
  'grant_or_request_id',
  'state',
  'amount_requested',
  'grant_begins_at',
  'program_organization_id',
  'program_name',
  'project_summary',
];

/** A model of 300 columns, about half of them relations as in the vendor's product, and one of 10. */
export function dataSets(): { readonly wide: DataSet; readonly narrow: DataSet } {
  const known = knownColumns().filter((name) => !keys.includes(name));
  const unknown = fewColumns.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`${model} has no ${unknown.join(', ')}`);
  return {
    wide: { name: 'wide', columns: [...keys, ...known.slice(0, 298)] },
    narrow: { name: 'narrow', columns: [...keys, ...fewColumns] },
  };
}

function knownColumns(): readonly string[] {
  const text = readFileSync(join(projectRoot(), 'schemas', `${model}.json`), 'utf8');
  const schema = JSON.parse(text) as { readonly properties: Readonly<Record<string, unknown>> };
  return Object.keys(schema.properties);
}
