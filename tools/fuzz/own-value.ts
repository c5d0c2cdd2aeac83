import { isObject, type Json } from '../../test/simulator/json.ts';

/** The value of a key of the object itself, null for one that it does not have. */
export function ownValue(object: Json | undefined, name: string): Json {
  return isObject(object) && Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}
