import type { FieldDefinition, PageFacts, StreamDefinition, StreamName } from './stream-definition.ts';

/** `incremental` reads what changed since the bookmark, `full` reads every row each time. */
export type SyncMode = 'incremental' | 'full';

/** What a catalog asks for, before anybody has looked whether the instance has it. */
export interface StreamSelection {
  readonly name: StreamName;
  /** The namespace that the catalog puts the stream into: what is said of it names that as well. */
  readonly namespace?: string | undefined;
  readonly mode: SyncMode;
  /** The properties asked for, or `all` that the stream has. `id` and the cursor always come along. */
  readonly properties: readonly SelectedProperty[] | 'all';
  /** What the catalog keeps of the reference page that it was discovered with. */
  readonly page?: PageFacts | undefined;
}

/** A property of a catalog, with its JSON schema: the only description there is of a field that no static model knows. */
export interface SelectedProperty {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** A stream that will be read. */
export interface SelectedStream {
  readonly definition: StreamDefinition;
  readonly namespace?: string | undefined;
  readonly mode: SyncMode;
  /** The job that the run belongs to: its next attempt goes on with a full refresh that breaks off. Without one, none does. */
  readonly job?: string | undefined;
  /** The fields to request and to emit, `id` first; the cursor is among them when the stream has one. */
  readonly fields: readonly FieldDefinition[];
}
