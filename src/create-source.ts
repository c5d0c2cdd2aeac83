import type { Config } from './config/config.ts';
import type { Log } from './core/logger.ts';
import type { Redactor } from './core/secrets/redact.ts';
import type { Source } from './engine/ports.ts';
import { createFluxxSource } from './fluxx/fluxx-source.ts';

/** What is read, and how patiently: no attempt of a call begins later than `patienceMs` after its first one. */
export interface SourcePlan {
  readonly config: Config;
  readonly patienceMs: number | undefined;
}

/** Whom a source tells of what it does. */
export interface SourceSurroundings {
  readonly log: Log;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** Composes the source of a run: the one place where the rest of the program meets HTTP. */
export function createSource({ config, patienceMs }: SourcePlan, surroundings: SourceSurroundings): Source {
  const { log, redactor, signal } = surroundings;
  const backoff = patienceMs === undefined ? {} : { patienceMs };
  return createFluxxSource(
    { ...config, backoff },
    { log, signal, redact: redactor.redact, onToken: redactor.addToken },
  );
}
