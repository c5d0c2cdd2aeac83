import type { Entry } from './entry.ts';
import type { Field } from './field.ts';
import type { Json } from './json.ts';
import { toSeconds, toTimestamp } from './timestamp.ts';

function time(seconds: number | null): string | null {
  return seconds === null ? null : toTimestamp(seconds);
}

function overridden(entry: Entry, field: Field): Json {
  const value = entry.overrides?.[field.name];
  return value !== undefined ? value : (entry.generator?.(field, entry) ?? null);
}

/** A field of a row, `null` where it is blank. */
export function valueOf(entry: Entry, field: Field): Json {
  switch (field.name) {
    case 'id':
      return entry.id;
    case 'created_at':
      return time(entry.created);
    case 'updated_at':
      return time(entry.updated);
    case 'deleted_at':
      return time(entry.deleted);
    default:
      return overridden(entry, field);
  }
}

/** Epoch seconds of a date field, `null` where it is blank or no date. */
export function secondsOf(entry: Entry, field: Field): number | null {
  if (field.name === 'updated_at') return entry.updated;
  if (field.name === 'created_at') return entry.created;
  const value = valueOf(entry, field);
  return typeof value === 'string' ? (toSeconds(value) ?? null) : null;
}
