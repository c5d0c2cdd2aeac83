import type { Brand } from './brand.ts';

/** The name of a stream in both protocols; the same text as its model's name. */
export type StreamName = Brand<string, 'StreamName'>;

/** A model as it stands in a URL of the API: `grant_request`, `mac_model_type_dyn_site_visit`. */
export type ModelName = Brand<string, 'ModelName'>;

/**
 * Whether a model was made by the people of one instance. The vendor's framework sets no underscore before a digit:
 * `MacModelTypeDyn990Form` is `mac_model_type_dyn990_form`.
 */
export function isDynamicModel(name: string): boolean {
  return name.startsWith('mac_model_type_dyn');
}

/** What a field holds once it is emitted. `ids`: relations, as an array of integer ids. `values`: a multi-select, as an
 * array of strings. `json`: a value without a fixed shape, as JSON text. */
export type FieldType = 'integer' | 'number' | 'text' | 'boolean' | 'date' | 'datetime' | 'ids' | 'values' | 'json';

/** What a user's catalog declares of the inside of a field that holds objects. */
export interface Shape {
  readonly members: readonly {
    readonly name: string;
    readonly type: FieldType;
    readonly shape: Shape | undefined;
  }[];
}

/** One field of a stream. */
export interface FieldDefinition {
  /** The field's name at Fluxx, used in `cols` and as the key of a row. */
  readonly name: string;
  /** The property it is emitted as: `[a-z0-9_]`, unique in its stream whatever the case. */
  readonly property: string;
  readonly type: FieldType;
  /** Present for a `json` field that is emitted as an object instead. */
  readonly shape?: Shape | undefined;
  /** `stored` is a column of the row (or a to-one id, or a custom field); `computed` and `to-many` cost the server most. */
  readonly cost: 'stored' | 'computed' | 'to-many';
  /** A credential or an account number: described, but not read unless the user asks for it. */
  readonly secret: boolean;
  readonly title?: string;
  readonly description?: string;
  /** The model whose ids the field holds, where that is known. */
  readonly relatedModel?: ModelName;
  /** Present for a field that the people of this instance added. */
  readonly custom?: true;
  /** Present for what the tap itself fills in: Fluxx knows no such column, and is never asked for it. */
  readonly madeHere?: true;
}

/** A field that costs the server nothing and may be read by anybody, without a label. */
export function storedField(name: string, type: FieldType, property = name): FieldDefinition {
  return { name, property, type, cost: 'stored', secret: false };
}

/**
 * When the tap noticed that a row had vanished: a property of every stream with a cursor, where deletions are looked for.
 * An underscore in front, as targets have in theirs; no field of Fluxx is called like it.
 */
export const deletionMark: FieldDefinition = {
  ...storedField('_fluxx_deleted_at', 'datetime'),
  description: 'When tap-fluxx noticed that the row had vanished; null while it is there',
  madeHere: true,
};

/** Whether the model answers from the search index (group filters) or from the database (equality filters only). */
export type SearchIndexed = 'yes' | 'likely' | 'no' | 'unknown';

/** What a word of a schema or a catalog says of it. */
export function toSearchIndexed(word: unknown): SearchIndexed {
  return word === 'yes' || word === 'likely' || word === 'no' ? word : 'unknown';
}

/** One stream that can be read. Static, extended and dynamic models all become one of these. */
export interface StreamDefinition {
  readonly name: StreamName;
  /** The segment of the URL that calls name the model by. */
  readonly model: ModelName;
  /** The model's own name at Fluxx, which its metadata and reference pages use: `GrantRequest`. */
  readonly className: string;
  readonly title: string;
  readonly searchIndexed: SearchIndexed;
  readonly primaryKey: readonly ['id'];
  /** `updated_at`, or nothing where no known list of the model's fields has it: then only a full refresh is possible. */
  readonly cursor: 'updated_at' | undefined;
  /** Every field, `id` first. */
  readonly fields: readonly FieldDefinition[];
  /** Present where a reference page of the instance listed the fields. A read has no pages: its catalog must tell. */
  readonly fromPage?: true;
  /** Present where the instance itself said how it spells the model: nobody needs to try. */
  readonly isSpellingTold?: true;
}

/** What a reference page says of a model as a whole. */
export interface PageFacts extends Pick<StreamDefinition, 'className' | 'searchIndexed' | 'cursor'> {
  /** How the instance spells it in URLs; `undefined` where the page does not tell. */
  readonly model: ModelName | undefined;
}

/** Whether a field always comes along, whatever is selected: `id`, the cursor, and what the tap itself fills in. */
export function isAutomatic({ name, madeHere }: FieldDefinition, { cursor }: StreamDefinition): boolean {
  return name === 'id' || name === cursor || madeHere === true;
}
