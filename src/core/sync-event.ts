import type { ConnectorError } from './connector-error.ts';
import type { StreamRecord } from './record.ts';
import type { SelectedStream } from './selected-stream.ts';
import type { StreamState } from './stream-state.ts';

/** A field of one record that could not be emitted as the server sent it. */
export interface FieldChange {
  readonly property: string;
  /**
   * `nulled`: the value did not fit the declared type. `repaired`: text with NUL or half a surrogate pair. `unread`: the
   * server fails whenever it is asked for the field.
   */
  readonly change: 'nulled' | 'repaired' | 'unread';
}

/** How a stream ended. */
export type Outcome =
  | { readonly kind: 'complete'; readonly records: number }
  | { readonly kind: 'interrupted'; readonly records: number }
  | { readonly kind: 'failed'; readonly records: number; readonly error: ConnectorError };

/** What a stream has to remember from here on. */
export interface Checkpoint {
  readonly kind: 'checkpoint';
  readonly stream: SelectedStream;
  readonly state: StreamState;
  /** Whether it takes back what earlier ones of this run vouched for: then it must not wait. */
  readonly takesBack?: boolean;
  /** Whether it is there for the ids of records that come behind it: it must not wait either, and says nothing else new. */
  readonly isAhead?: boolean;
}

/** What the engine says. It knows no protocol; each protocol encodes every kind. */
export type SyncEvent =
  | { readonly kind: 'stream-started'; readonly stream: SelectedStream }
  /** The server's own count of the rows that this run is about to read. Later ones correct earlier ones. */
  | { readonly kind: 'estimate'; readonly stream: SelectedStream; readonly rows: number }
  | {
      readonly kind: 'records';
      readonly stream: SelectedStream;
      readonly records: readonly StreamRecord[];
      /** Changes by the index of the record in this batch. */
      readonly changes: ReadonlyMap<number, readonly FieldChange[]>;
    }
  /** Vouches for every record of the stream before it. */
  | Checkpoint
  /** The server takes no calls for now: the stream goes on at this time, in milliseconds since 1970. */
  | { readonly kind: 'held'; readonly stream: SelectedStream; readonly endsAtMs: number }
  | { readonly kind: 'stream-finished'; readonly stream: SelectedStream; readonly outcome: Outcome };
