import { fetchOneRow } from '../../catalog/probes/fetch-one-row.ts';
import type { Config } from '../../config/config.ts';
import { ConnectorError, isForUser } from '../../core/connector-error.ts';
import type { ModelName } from '../../core/stream-definition.ts';
import { usualModels } from '../../core/usual-models.ts';
import type { Source } from '../../engine/ports.ts';
import { type ConnectionOutcome, connectionStatusLine } from '../../protocols/airbyte/messages.ts';
import { discoverChosen } from '../discover-chosen.ts';
import { openConfig } from '../open-config.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';

/**
 * Obtains a token, looks for the streams and fields that the settings name, and lists one row. What the user can mend is
 * an answer (FAILED, exit code 0), as Airbyte wants it; everything else is thrown.
 */
export async function check(places: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const outcome = await tryConnection(places, surroundings);
  await surroundings.stdout.write(connectionStatusLine(outcome));
  return 0;
}

async function tryConnection(places: readonly string[], surroundings: Surroundings): Promise<ConnectionOutcome> {
  try {
    const config = await openConfig(places, surroundings);
    await tryReading(config, surroundings);
    return { status: 'SUCCEEDED' };
  } catch (error) {
    if (!(error instanceof ConnectorError && isForUser(error))) throw error;
    return { status: 'FAILED', message: surroundings.redactor.redact(error.message) };
  }
}

/** In milliseconds. Retries are for runs of hours: a check that waits long is taken for one that hangs. */
const patienceMs = 60_000;

async function tryReading(config: Config, { createSource, log, redactor }: Surroundings): Promise<void> {
  const source = createSource({ ...config, maxRetries: Math.min(config.maxRetries, 1) }, patienceMs);
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
