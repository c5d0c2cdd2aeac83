import { isObject } from '../../core/json.ts';
import type { Fields } from '../fields.ts';
import { placeBelow } from '../quote.ts';

/** One place of a schema that describes a value. */
export interface SchemaNode {
  /** Where it stands, for people: `address.city`, `tags[]`; empty for the root. */
  readonly path: string;
  /** The property's name; missing for the root and for what an array holds. */
  readonly name?: string;
  readonly role: 'root' | 'column' | 'inner';
  /** Whether the column is part of the primary key. */
  readonly key: boolean;
  /** Empty when the schema says `true`, `false` or nonsense there. */
  readonly schema: Fields;
}

/** The root, every property and every array's items, at any depth. */
export function schemaNodes(schema: Fields, keys: readonly string[]): readonly SchemaNode[] {
  const root: SchemaNode = { path: '', role: 'root', key: false, schema };
  return [root, ...childrenOf(root, keys)];
}

function childrenOf(parent: SchemaNode, keys: readonly string[]): readonly SchemaNode[] {
  const { properties, items } = parent.schema;
  const role = parent.role === 'root' ? 'column' : 'inner';
  const children: SchemaNode[] = Object.entries(isObject(properties) ? properties : {}).map(([name, schema]) => ({
    path: placeBelow(parent.path, name),
    name,
    role,
    key: role === 'column' && keys.includes(name),
    schema: isObject(schema) ? schema : {},
  }));
  if (items !== undefined) {
    children.push({ path: `${parent.path}[]`, role: 'inner', key: false, schema: isObject(items) ? items : {} });
  }
  // Safe to recurse: a message that nests deeper than a hundred levels does not come this far.
  return children.flatMap((child) => [child, ...childrenOf(child, keys)]);
}

/** The types that a schema allows, without `null`. */
export function typesOf(schema: Fields): readonly unknown[] {
  return allTypes(schema).filter((type) => type !== 'null');
}

/** Whether a schema allows `null`. */
export function isNullable(schema: Fields): boolean {
  return allTypes(schema).includes('null');
}

function allTypes({ type }: Fields): readonly unknown[] {
  if (type === undefined) return [];
  return Array.isArray(type) ? type : [type];
}
