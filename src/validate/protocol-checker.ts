import type { Fields } from './fields.ts';

/** One message on its way through the rules of its protocol. */
export interface Arrival {
  readonly line: number;
  readonly type: string;
  readonly message: Fields;
  /** The line that it stood on. */
  readonly text: string;
}

/** The rules of one protocol over a whole run. */
export interface ProtocolChecker {
  readonly check: (arrival: Arrival) => void;
  /** Checks what only the end can tell; `line` is the number of the last line. */
  readonly end: (line: number) => void;
}
