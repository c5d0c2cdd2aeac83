import { ConnectorError } from '../connector-error.ts';

/**
 * The error without secrets in any of its words. Before it is encoded: where a text is blanked out in a finished message, a
 * token that is called `"type"` makes rubbish of it.
 */
export function cleanError(error: ConnectorError, redact: (text: string) => string): ConnectorError {
  const details = Object.entries(error.details).map(
    ([name, value]) => [name, typeof value === 'string' ? redact(value) : value] as const,
  );
  const clean = new ConnectorError(error.kind, error.code, redact(error.message), Object.fromEntries(details));
  clean.stack = redact(error.stack ?? '');
  return clean;
}
