import type { Reply } from '../../test/simulator/reply.ts';
import type { Random } from '../random.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateEnvelope } from './mutate-envelope.ts';
import { mutateHttp } from './mutate-http.ts';
import { mutateJson } from './mutate-json.ts';
import { mutateValues } from './mutate-values.ts';
import type { Mutated } from './mutation.ts';

/** Changes an answer in one way, now and then in two or three. */
export function mutateReply(reply: Reply, random: Random): Mutated {
  const mutate = random.pick([
    mutateBytes,
    mutateBytes,
    mutateJson,
    mutateJson,
    mutateJson,
    mutateEnvelope,
    mutateEnvelope,
    mutateHttp,
    mutateValues,
  ]);
  const mutated = mutate(reply, random);
  // Beyond some size, one change more is as good on the next answer.
  if (!random.chance(0.15) || mutated.reply.body.length > 1_000_000) return mutated;
  const again = mutateReply(mutated.reply, random);
  return { reply: again.reply, how: `${mutated.how}; ${again.how}` };
}
