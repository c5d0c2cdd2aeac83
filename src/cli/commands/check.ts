import { ConnectorError, isForUser } from '../../core/connector-error.ts';
import { type ConnectionOutcome, connectionStatusLine } from '../../protocols/airbyte/messages.ts';
import { openConfig } from '../open-config.ts';
import type { ExitCode, Surroundings } from '../surroundings.ts';
import { tryReading } from '../try-reading.ts';

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
