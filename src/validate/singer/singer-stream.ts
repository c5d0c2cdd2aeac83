import type { Fields } from '../fields.ts';
import type { RecordCheck } from '../schema-compiler.ts';

/** What is remembered of a stream's SCHEMA. */
export interface SingerSchema {
  /** The whole schema. */
  readonly schema: Fields;
  /** The names of the properties, in the order of the SCHEMA. */
  readonly names: readonly string[];
  readonly properties: Fields;
  readonly keys: readonly string[];
  /** Whether it names the properties that its bookmarks are of. */
  readonly isBookmarked: boolean;
  /** Missing when the schema could not be compiled. */
  readonly check?: RecordCheck;
}

/** What came of a stream. It grows while the run is read. */
export interface SeenRecords {
  hasRecords: boolean;
  /** The versions of those that no ACTIVATE_VERSION has followed yet, a few of them; `none` where a record had none. */
  readonly versions: Set<number | 'none'>;
}

/** A stream whose SCHEMA came; without `schema` when that was beyond use, so that its records are not judged. */
export interface SingerStream {
  readonly schema?: SingerSchema;
  readonly seen: SeenRecords;
}
