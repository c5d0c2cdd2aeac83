import type { Reply } from '../../test/simulator/reply.ts';
import type { Random } from '../random.ts';

/** An answer that was changed, and in which way. */
export interface Mutated {
  readonly reply: Reply;
  readonly how: string;
}

/** Changes an answer. */
export type Mutate = (reply: Reply, random: Random) => Mutated;

/** The bytes of a body. */
export function bytesOf({ body }: Reply): Buffer {
  return Buffer.from(body);
}

/** The answer with another body. */
export function withBody(reply: Reply, body: string | Uint8Array, how: string): Mutated {
  return { reply: { status: reply.status, headers: reply.headers, rows: reply.rows, body }, how };
}

/** The answer with one header set, or without it. */
export function withHeader(reply: Reply, name: string, value: string | undefined): Mutated {
  const others = Object.entries(reply.headers).filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  const headers = Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
  return { reply: { ...reply, headers }, how: `${name}: ${value ?? '(none)'}` };
}
