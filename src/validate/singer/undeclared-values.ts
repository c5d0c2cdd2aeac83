import { isObject } from '../../core/json.ts';
import { type Fields, own } from '../fields.ts';
import { placeBelow } from '../quote.ts';

/** More are not told apart: hostile input must not have us make a path for each of a million. */
const mostPlaces = 20;

/**
 * The first places of a record whose names no schema declares, at any depth: targets that flatten drop them without a word.
 */
export function undeclaredIn(record: Fields, schema: Fields): readonly string[] {
  const places = new Set<string>();
  for (const place of undeclaredBelow(record, schema, '')) {
    if (places.add(place).size >= mostPlaces) break;
  }
  return [...places];
}

// Safe to recurse: a message that nests deeper than a hundred levels does not come this far.
function* undeclaredBelow(value: unknown, schema: unknown, path: string): Generator<string> {
  if (!isObject(schema)) return;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (isObject(items)) for (const item of value) yield* undeclaredBelow(item, items, `${path}[]`);
    return;
  }
  const { properties } = schema;
  if (!isObject(value) || !isObject(properties)) return;
  for (const [name, inner] of Object.entries(value)) {
    const place = placeBelow(path, name);
    if (Object.hasOwn(properties, name)) yield* undeclaredBelow(inner, own(properties, name), place);
    else yield place;
  }
}
