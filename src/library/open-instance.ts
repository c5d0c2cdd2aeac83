import { judgeSettings } from '../cli/open-config.ts';
import type { Spec, Surroundings } from '../cli/surroundings.ts';
import type { Config } from '../config/config.ts';
import { unknownSettings } from '../config/unknown-settings.ts';
import { type ConnectorError, toConnectorError } from '../core/connector-error.ts';
import type { Log } from '../core/logger.ts';
import { toPrintable } from '../core/printable.ts';
import { cleanError } from '../core/secrets/clean-error.ts';
import { createRedactor } from '../core/secrets/redact.ts';
import { createSource } from '../create-source.ts';
import { readPackageJson } from '../platform/package-files.ts';
import type { AirbyteConfig, SourceLogger } from './kit-types.ts';

/** One use of an instance, from its settings to its end. */
export interface OpenInstance extends Pick<Surroundings, 'createSource' | 'log' | 'redactor'> {
  readonly config: Config;
  readonly signal: AbortSignal;
  /** Ends every call that is on its way. */
  readonly close: () => void;
  /** The error without a secret in it. */
  readonly toError: (error: unknown) => ConnectorError;
}

/** The content of `spec.json`. */
export function readSpec(): Spec {
  return readPackageJson('spec.json') as Spec;
}

/**
 * Opens an instance by its settings; nothing is sent yet.
 * @throws ConnectorError CONFIG_INVALID
 */
export function openInstance(given: AirbyteConfig, logger: SourceLogger | undefined): OpenInstance {
  const redactor = createRedactor();
  const log: Log = (level, message) => {
    const hears = level === 'fatal' && !logger?.fatal ? 'error' : level;
    logger?.[hears]?.(toPrintable(redactor.redact(message)));
  };
  const ended = new AbortController();
  const spec = readSpec();
  const settings = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const known = Object.keys(spec.connectionSpecification.properties);
  const loaded = { settings, unknown: unknownSettings(settings, 'the configuration', known) };
  const { version } = readPackageJson('package.json') as { readonly version: string };
  const config = judgeSettings(loaded, { spec, redactor, log, version });
  const { signal } = ended;
  return {
    config,
    log,
    redactor,
    signal,
    createSource: (chosen, limits) => createSource(chosen, limits, { log, redactor, environment: process.env, signal }),
    close: () => ended.abort(new Error('the caller has ended it')),
    toError: (error) => cleanError(toConnectorError(error), redactor.redact),
  };
}
