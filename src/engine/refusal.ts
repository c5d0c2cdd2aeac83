import { ConnectorError } from '../core/connector-error.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import type { StreamState } from '../core/stream-state.ts';

/** The server does not answer a question, or not honestly. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
  /** Present for what may pass by itself: an error of the server, too many rows in one second. Rows that contradict do not. */
  readonly mayPass?: true;
  /** Present when what was read contradicts itself: the state that the next rung begins from, for no later one holds. */
  readonly trusted?: StreamState;
}

/** The end of what cannot be relied on. */
export function refuse(reason: string): Refused {
  return { kind: 'refused', reason };
}

/** The answers that say "not this question" rather than "not now": another rung may do. */
const refusals = new Set<ErrorCode>(['FLUXX_QUERY_REFUSED', 'FLUXX_WINDOW_EXCEEDED', 'FLUXX_APPLICATION_ERROR']);

/** Whether the server refused a question rather than failed to answer. */
export function isRefusal(error: unknown): error is ConnectorError {
  return error instanceof ConnectorError && refusals.has(error.code);
}

/** Turns the server's refusal of a question into the end of what asked it; other failures pass. */
export async function* endOnRefusal<Item, End>(
  reading: AsyncGenerator<Item, End>,
): AsyncGenerator<Item, End | Refused> {
  try {
    return yield* reading;
  } catch (error) {
    if (isRefusal(error)) return { kind: 'refused', reason: error.message, mayPass: true };
    throw error;
  }
}
