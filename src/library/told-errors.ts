import type { ConnectorError } from '../core/connector-error.ts';

/** Errors that a read has told of in its messages before it threw them: whoever writes those need not tell of them again. */
const told = new WeakSet<ConnectorError>();

/** Takes note that messages have told of an error. */
export function noteTold(error: ConnectorError): ConnectorError {
  told.add(error);
  return error;
}

/** Whether messages have told of it. */
export function wasTold(error: ConnectorError): boolean {
  return told.has(error);
}
