import type { Config } from '../config/config.ts';
import type { Log } from '../core/logger.ts';
import type { Redactor } from '../core/secrets/redact.ts';
import type { SyncEvent } from '../core/sync-event.ts';
import type { Source } from '../engine/ports.ts';
import type { Output } from '../platform/output.ts';

/** What the commands get from outside: nothing below `cli` knows the process. */
export interface Surroundings {
  /** @throws ConnectorError FILE_UNREADABLE */
  readonly openStdin: () => NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Tells of the error that ends a run in the words of its protocol; of one that is thrown instead, it is done for it. */
  readonly tell: (error: unknown) => Promise<void>;
  /** Knows the secrets of the run: for what is printed past the log and may quote the server. */
  readonly redactor: Redactor;
  /** Aborted when the process is asked to end, or nobody reads its output any more. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly version: string;
  /** The settings of `spec.json`. */
  readonly spec: Spec;
  readonly createSource: (config: Config, limits?: SourceLimits) => Source;
  /** Hears what a run does: tells people how far it is, and measures it. */
  readonly observe: (event: SyncEvent) => void;
}

/** What holds the calls of a source back, or ends them before they are answered. */
export interface SourceLimits {
  /** No attempt of a call begins later than this after its first one; for runs of hours where left out. */
  readonly patienceMs?: number;
  /** Ends calls that are on their way, in the place of the signal of the process. */
  readonly signal?: AbortSignal;
  /** Whether memory is scarce: then one page is asked for at a time. */
  readonly isTight?: (() => boolean) | undefined;
}

/** The part of `spec.json` that the program itself uses. */
export interface Spec {
  readonly connectionSpecification: {
    readonly required: readonly string[];
    readonly properties: Readonly<Record<string, SpecSetting>>;
  };
}

/** One setting as `spec.json` describes it. */
export interface SpecSetting {
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly default?: unknown;
  readonly airbyte_secret?: boolean;
}

/** How a command ended. */
export type ExitCode = 0 | 1 | 2;
