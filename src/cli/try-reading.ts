import { fetchOneRow } from '../catalog/probes/fetch-one-row.ts';
import type { Config } from '../config/config.ts';
import { ConnectorError } from '../core/connector-error.ts';
import type { ModelName } from '../core/stream-definition.ts';
import { usualModels } from '../core/usual-models.ts';
import type { Source } from '../engine/ports.ts';
import { discoverChosen } from './discover-chosen.ts';
import type { Surroundings } from './surroundings.ts';

/** In milliseconds. Retries are for runs of hours: a check that waits long is taken for one that hangs. */
const patienceMs = 60_000;

/** What trying needs. */
type Trying = Pick<Surroundings, 'createSource' | 'log' | 'redactor'>;

/**
 * Obtains a token, looks for the streams and fields that the settings name, and lists one row.
 * @throws ConnectorError for what keeps a run from reading anything
 */
export async function tryReading(config: Config, { createSource, log, redactor }: Trying): Promise<void> {
  const source = createSource({ ...config, maxRetries: Math.min(config.maxRetries, 1) }, { patienceMs });
  if (config.streams === undefined) return readAny(source, usualModels);
  const [first] = await discoverChosen(config, undefined, { source, log, redactor, forgives: 'nothing' });
  if (first) await readAny(source, [first.model]);
}

/** Lists one row of the first model that may be read. @throws ConnectorError that of the first model, where none may */
async function readAny(source: Source, models: readonly ModelName[]): Promise<void> {
  let first: ConnectorError | undefined;
  for (const model of models) {
    try {
      await fetchOneRow(source, model, ['id']);
      return;
    } catch (error) {
      if (!(error instanceof ConnectorError) || error.kind !== 'unavailable') throw error;
      first ??= error;
    }
  }
  if (first) throw first;
}
