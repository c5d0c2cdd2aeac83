import type { SourceLimits } from './cli/surroundings.ts';
import type { Config } from './config/config.ts';
import type { Log } from './core/logger.ts';
import type { Redactor } from './core/secrets/redact.ts';
import type { Source } from './engine/ports.ts';
import { createFluxxSource, type FluxxSurroundings } from './fluxx/fluxx-source.ts';

/** Whom a source tells of what it does. */
export interface SourceSurroundings {
  readonly log: Log;
  readonly redactor: Redactor;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Ends calls that are on their way, unless the limits name another. */
  readonly signal: AbortSignal;
  /** Told of every request. */
  readonly onCall?: FluxxSurroundings['onCall'];
}

/** Composes the source of a run: the one place where the rest of the program meets HTTP. */
export function createSource(
  config: Config,
  limits: SourceLimits | undefined,
  { log, redactor, environment, signal, onCall }: SourceSurroundings,
): Source {
  const backoff = limits?.patienceMs === undefined ? {} : { patienceMs: limits.patienceMs };
  return createFluxxSource(
    { ...config, backoff, hosts: isCloud(environment) ? 'public' : 'any' },
    {
      log,
      signal: limits?.signal ?? signal,
      redact: redactor.redact,
      onToken: redactor.addToken,
      isTight: limits?.isTight,
      onCall,
    },
  );
}

/** In Airbyte Cloud strangers configure the connector: it must not ask for them what stands beside it. */
function isCloud(environment: SourceSurroundings['environment']): boolean {
  return environment['DEPLOYMENT_MODE']?.toLowerCase() === 'cloud';
}
