import { isObject } from '../../core/json.ts';
import type { Fields } from '../fields.ts';

/** PostgreSQL cuts names here. */
const nameLimit = 63;

/**
 * The names of the columns that targets make of declared objects when they flatten them (`address__city`), as databases tell
 * them apart: without their case, and cut.
 */
export function flatNames(properties: Fields, parent = ''): readonly string[] {
  // Safe to recurse: a message that nests deeper than a hundred levels does not come this far.
  return Object.entries(properties).flatMap(([own, schema]) => {
    const name = `${parent}${own}`.toLowerCase().slice(0, nameLimit);
    const inner = isObject(schema) ? schema['properties'] : undefined;
    return isObject(inner) && Object.keys(inner).length > 0 ? flatNames(inner, `${name}__`) : [name];
  });
}
