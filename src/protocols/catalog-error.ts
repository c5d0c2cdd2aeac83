import { ConnectorError } from '../core/connector-error.ts';

/** The error of a catalog that cannot be read; `reason` goes on after "The catalog cannot be read: ". */
export function catalogError(reason: string): ConnectorError {
  return new ConnectorError(
    'config',
    'CATALOG_INVALID',
    `The catalog cannot be read: ${reason}. Make a new one with \`discover\` (Airbyte) or \`--discover\` (Singer).`,
  );
}
