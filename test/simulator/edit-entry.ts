import type { Entry } from './entry.ts';
import type { Json, JsonObject } from './json.ts';
import { toSeconds } from './timestamp.ts';

const times = ['created_at', 'updated_at', 'deleted_at'];

function seconds(value: Json | undefined, otherwise: number | null): number | null {
  if (value === undefined) return otherwise;
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? Math.floor(toSeconds(value) ?? 0) : null;
}

/** The row with some values changed; times may be ISO text or epoch seconds. */
export function applyChanges(before: Entry, changes: JsonObject): Entry {
  const values = Object.entries(changes).filter(([name]) => name !== 'id' && !times.includes(name));
  const overrides = values.length > 0 ? { ...before.overrides, ...Object.fromEntries(values) } : before.overrides;
  return {
    ...before,
    created: seconds(changes['created_at'], before.created),
    updated: seconds(changes['updated_at'], before.updated),
    deleted: seconds(changes['deleted_at'], before.deleted),
    overrides,
  };
}

/** A new row of the values given, with an id and times where they name none. */
export function toEntry(values: JsonObject, otherwise: { readonly id: number; readonly now: number }): Entry {
  const { now } = otherwise;
  const id = typeof values['id'] === 'number' ? values['id'] : otherwise.id;
  const empty = { id, created: now, updated: now, deleted: null, version: 0, overrides: undefined };
  return applyChanges({ ...empty, generator: undefined }, values);
}
