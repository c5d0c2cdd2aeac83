import type { Instant } from '../core/instant.ts';
import type { StreamName } from '../core/stream-definition.ts';

/** Settings by name, as they were read: nothing is known of their values but that none is null. */
export type Settings = Readonly<Record<string, unknown>>;

/** One entry of `streams`: a model, and the fields asked for when there is a list. */
export interface StreamChoice {
  readonly name: StreamName;
  readonly fields: readonly string[] | undefined;
}

/** The configuration as the rest of the program receives it: validated, defaults filled in, units in names. */
export interface Config {
  /** Ends with a slash. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly startDate: Instant | undefined;
  /** `undefined`: every stream. */
  readonly streams: readonly StreamChoice[] | undefined;
  readonly fields: 'all' | 'stored';
  readonly customFields: 'discover' | 'leave-out';
  readonly dynamicModels: 'discover' | 'leave-out';
  readonly multiSelect: 'values' | 'paths';
  readonly lookbackSeconds: number;
  readonly detectDeletions: boolean;
  readonly pageSize: number;
  readonly concurrency: number;
  readonly requestsPerMinute: number;
  readonly secrets: 'include' | 'leave-out';
  readonly requestTimeoutMs: number;
  readonly maxRetries: number;
  readonly userAgent: string;
  /** What only messages of Singer are made by. */
  readonly singer: {
    readonly activatesVersions: boolean;
    /** How objects are taken apart; `undefined`: not at all. */
    readonly flattening:
      | { readonly maxDepth: number; readonly separator: string; readonly maxKeyLength: number }
      | undefined;
  };
}
