import type { Fields } from '../fields.ts';
import type { RecordCheck } from '../schema-compiler.ts';

/** What is remembered of a stream's SCHEMA. */
export interface SingerSchema {
  /** The names of the properties, in the order of the SCHEMA. */
  readonly names: readonly string[];
  readonly properties: Fields;
  readonly keys: readonly string[];
  /** The names of the top-level properties that hold integers. */
  readonly integers: readonly string[];
  /** Missing when the schema could not be compiled. */
  readonly check?: RecordCheck;
}

/** A stream whose SCHEMA came; without `schema` when that was beyond use, so that its records are not judged. */
export interface SingerStream {
  readonly schema?: SingerSchema;
}
