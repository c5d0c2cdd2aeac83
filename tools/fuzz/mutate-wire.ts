import type { Wire } from '../../test/simulator/reply.ts';
import { bytesOf, type Mutate } from './mutation.ts';

/** Breaks the sending of an answer, below HTTP. */
export const mutateWire: Mutate = (reply, random) => {
  const { length } = bytesOf(reply);
  const within = random.below(Math.max(1, length));
  const [how, wire] = random.pick<readonly [string, Wire]>([
    ['a Content-Length that is too short', { declared: within }],
    ['a Content-Length that is too long', { declared: length + 1 + random.below(100) }],
    ['cut off on its way', { stopsAfter: within, ending: 'cut' }],
    ['cut off on its way', { stopsAfter: within, ending: 'cut' }],
    ['cut off behind the last byte that it should have', { declared: length + 1, stopsAfter: length, ending: 'cut' }],
    ['silent on its way', { stopsAfter: within, ending: 'silence' }],
  ]);
  return { reply: { ...reply, wire }, how: `${how}, ${JSON.stringify(wire)}` };
};
