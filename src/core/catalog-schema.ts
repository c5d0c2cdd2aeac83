import { toStreamSchema } from './field-schema.ts';
import { isObject, type JsonObject } from './json.ts';
import {
  type FieldDefinition,
  type ModelName,
  type PageFacts,
  type SearchIndexed,
  type StreamDefinition,
  toSearchIndexed,
} from './stream-definition.ts';

const pageKey = 'x-fluxx-page';

/**
 * The schema of a stream as a catalog has it, with what people should know of the stream. Where a reference page described
 * it, the catalog keeps what the page said of the model, since the reads that follow do not have the page.
 * @param withheld secrets that are not read, and that the description names
 */
export function toCatalogSchema(
  definition: StreamDefinition,
  fields: readonly FieldDefinition[],
  withheld: readonly FieldDefinition[] = [],
): JsonObject {
  const { fromPage, className, model, searchIndexed, cursor } = definition;
  const description = describeStream(definition, withheld);
  return {
    ...toStreamSchema(definition, fields),
    ...(description !== '' && { description }),
    ...(fromPage && { [pageKey]: { class: className, model, indexed: searchIndexed, cursor: cursor ?? null } }),
  };
}

const engines: Readonly<Record<SearchIndexed, string>> = {
  yes: 'Served by the search index',
  no: 'Served by the database, without a search index',
  likely: '',
  unknown: '',
};

function describeStream({ searchIndexed }: StreamDefinition, withheld: readonly FieldDefinition[]): string {
  const secrets = withheld.map(({ name }) => name).join(', ');
  const hint = secrets && `Not read unless the setting include_secrets is true: ${secrets}`;
  return [engines[searchIndexed], hint].filter((part) => part !== '').join('. ');
}

/** What `toCatalogSchema` kept of a stream's reference page; `undefined` where it kept none, or somebody changed it. */
export function pageIn(schema: unknown): PageFacts | undefined {
  const page = isObject(schema) ? schema[pageKey] : undefined;
  if (!isObject(page)) return undefined;
  const { class: className, model, indexed, cursor } = page;
  if (!isWord(className) || !isWord(model)) return undefined;
  return {
    className,
    model: model as ModelName,
    searchIndexed: toSearchIndexed(indexed),
    cursor: cursor === 'updated_at' ? cursor : undefined,
  };
}

/** A model becomes a part of URLs, and a class is taken apart. */
function isWord(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z]\w{0,199}$/.test(value);
}
