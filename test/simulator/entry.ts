import type { Field } from './field.ts';
import type { Json, JsonObject } from './json.ts';

/** Computes a field of a seeded row from what the entry says; `undefined` means blank. */
export type ValueGenerator = (field: Field, entry: Entry) => Json | undefined;

/**
 * One row, compact and immutable: an edit replaces it, so that the index may go on showing the old one. Times are epoch
 * seconds. A field's value is the override if there is one, else what the generator computes.
 */
export type Entry = {
  readonly id: number;
  readonly created: number | null;
  readonly updated: number | null;
  readonly deleted: number | null;
  /** Raised by an update without named changes: generated values depend on it. */
  readonly version: number;
  readonly overrides: JsonObject | undefined;
  readonly generator: ValueGenerator | undefined;
};
