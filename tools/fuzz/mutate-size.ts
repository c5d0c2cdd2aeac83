import { gzipSync } from 'node:zlib';
import { bytesOf, type Mutate, withBody, withHeader } from './mutation.ts';

/** Just above the program's limits (`answer-limits.ts`): of bytes, and of the marks that begin values. */
const tooLong = 33 * 2 ** 20;
const tooMany = 800_000;

let bomb: Buffer | undefined;

/** An answer that is larger than the program takes: as it is, packed, or by the number of its values. */
export const mutateSize: Mutate = (reply, random) => {
  const kind = random.below(3);
  if (kind === 0)
    return withBody(reply, Buffer.concat([bytesOf(reply), Buffer.alloc(tooLong, ' ')]), 'too long by blanks');
  if (kind === 1) {
    bomb ??= gzipSync(Buffer.alloc(tooLong, '['), { level: 1 });
    const packed = withBody(reply, bomb, 'too long, packed as gzip');
    return { reply: withHeader(packed.reply, 'Content-Encoding', 'gzip').reply, how: packed.how };
  }
  const text = bytesOf(reply).toString('utf8').trimEnd();
  const values = `${'[],'.repeat(tooMany)}0`;
  const body = text.endsWith('}') ? `${text.slice(0, -1)},"more":[${values}]}` : `[${values}]`;
  return withBody(reply, body, 'too many values');
};
