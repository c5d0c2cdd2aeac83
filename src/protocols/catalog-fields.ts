import type { FieldDefinition } from '../core/stream-definition.ts';

/** The fields of a stream as a catalog has them. */
export interface CatalogFields {
  /** What may be read. */
  readonly readable: readonly FieldDefinition[];
  /** Secrets that are not read, unless the user asks for them: they are described all the same. */
  readonly withheld: readonly FieldDefinition[];
}
