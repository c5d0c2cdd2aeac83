import type { FieldDefinition, PageFacts } from '../../core/stream-definition.ts';

/** What an instance's own reference says of one model, or what a catalog that was made from it still knows of that. */
export interface ReferencePage extends PageFacts {
  /** `all` for a page: a field that it does not list is not there. `some` for a catalog, of which people deselect. */
  readonly lists: 'all' | 'some';
  /** The fields that may be asked for, `id` first, then by name. What is secret a page does not say. */
  readonly fields: readonly FieldDefinition[];
}
