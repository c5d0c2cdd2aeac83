/** The types that the model table knows; `relation` is a list of ids, `text` a string without a length limit. */
export const fieldTypes = ['integer', 'number', 'string', 'text', 'boolean', 'date', 'datetime', 'relation'] as const;

/** How the server comes by a value: stored in the row, computed by a method, or looked up in another model. */
export const fieldKinds = ['column', 'method', 'relation', 'unknown'] as const;

/** Whether the server answers for a model from its search index. */
export const indexStates = ['yes', 'likely', 'no', 'unknown'] as const;

/** The field lists that the facts were taken from; `models/README.md` says what each one is. */
export const factLists = ['page', 'table', 'list'] as const;

/** One of `fieldTypes`. */
export type FieldType = (typeof fieldTypes)[number];

/** One of `fieldKinds`. */
export type FieldKind = (typeof fieldKinds)[number];

/** One of `indexStates`. */
export type IndexState = (typeof indexStates)[number];

/** One of `factLists`. */
export type FactList = (typeof factLists)[number];

/** What is known of one field. */
export interface FieldFacts {
  readonly name: string;
  /** The widest of the declared types. */
  readonly type: FieldType;
  readonly kind: FieldKind;
  readonly seenIn: readonly FactList[];
  /** Absent where the field is no relation, or where no list says how many records it leads to. */
  readonly leadsTo?: 'one' | 'many';
  /** The model a relation points at; it need not be a model of the table. */
  readonly target?: string;
  /** A credential or an account number. */
  readonly secret: boolean;
  /** What each list declares, where they disagree; otherwise empty. */
  readonly declared: ReadonlyMap<FactList, FieldType>;
}

/** What is known of one model; its fields stand `id` first, then by name. */
export interface ModelFacts {
  /** As it stands in a URL: `grant_request`. */
  readonly model: string;
  /** The server's own name: `GrantRequest`. */
  readonly className: string;
  readonly indexed: IndexState;
  readonly fields: readonly FieldFacts[];
}
