import type { Reply } from '../../test/simulator/reply.ts';
import type { Random } from '../random.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateEnvelope } from './mutate-envelope.ts';
import { mutateHttp } from './mutate-http.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateSize } from './mutate-size.ts';
import { mutateValues } from './mutate-values.ts';
import { mutateWire } from './mutate-wire.ts';
import type { Mutated } from './mutation.ts';

/** A huge answer takes a good part of a second. */
const hugeRate = 0.002;

/** Of half of what is changed in HTTP: for silence, a client waits until its time is up. */
const wireRate = 0.1;

/** Changes an answer in one way, now and then in two or three. */
export function mutateReply(reply: Reply, random: Random): Mutated {
  if (random.chance(hugeRate)) return mutateSize(reply, random);
  const mutate = random.pick([
    mutateBytes,
    mutateBytes,
    mutateJson,
    mutateJson,
    mutateJson,
    mutateEnvelope,
    mutateEnvelope,
    mutateHttp,
    (one, other) => (other.chance(wireRate) ? mutateWire(one, other) : mutateHttp(one, other)),
    mutateValues,
  ]);
  const mutated = mutate(reply, random);
  // Beyond some size, one change more is as good on the next answer.
  if (!random.chance(0.15) || mutated.reply.wire !== undefined || mutated.reply.body.length > 1_000_000) return mutated;
  const again = mutateReply(mutated.reply, random);
  return { reply: again.reply, how: `${mutated.how}; ${again.how}` };
}
