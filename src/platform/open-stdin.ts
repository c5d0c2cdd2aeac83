import { fstatSync } from 'node:fs';
import { ConnectorError } from '../core/connector-error.ts';

/**
 * The stdin of the process. Node takes a folder for an input without content, which would be told of as empty.
 * @throws ConnectorError FILE_UNREADABLE
 */
export function openStdin(): NodeJS.ReadableStream {
  if (!fstatSync(process.stdin.fd).isDirectory()) return process.stdin;
  throw new ConnectorError('config', 'FILE_UNREADABLE', 'Cannot read stdin: it is a folder (EISDIR).');
}
