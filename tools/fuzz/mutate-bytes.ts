import type { Random } from '../random.ts';
import { bytesOf, type Mutate, withBody } from './mutation.ts';

/** Bytes that are no UTF-8, or that text seldom holds. */
const oddBytes: readonly [Buffer, ...Buffer[]] = [
  Buffer.from([0xff]),
  Buffer.from([0xc3]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from([0xc0, 0x80]),
  Buffer.from([0xf5, 0x80, 0x80, 0x80]),
  Buffer.from([0x00]),
  Buffer.from([0xef, 0xbb, 0xbf]),
  Buffer.from([0xff, 0xfe]),
  Buffer.from('"'),
  Buffer.from('\\'),
  Buffer.from('\\u0000'),
  Buffer.from('\\ud800'),
  Buffer.from('}'),
  Buffer.from(']'),
  Buffer.from(','),
  Buffer.from('0'),
  Buffer.from('\u2028'),
];

type EditBytes = (bytes: Buffer, at: number, random: Random) => Buffer;

const edits: readonly [readonly [string, EditBytes], ...(readonly [string, EditBytes])[]] = [
  [
    'a bit flipped',
    (bytes, at, random) => splice(bytes, at, 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << random.below(8))])),
  ],
  ['a byte replaced', (bytes, at, random) => splice(bytes, at, 1, Buffer.from([random.below(256)]))],
  ['bytes inserted', (bytes, at, random) => splice(bytes, at, 0, random.pick(oddBytes))],
  ['bytes deleted', (bytes, at, random) => splice(bytes, at, 1 + random.below(random.pick([1, 4, 40, 400])))],
  ['truncated', (bytes, at) => bytes.subarray(0, at)],
  ['the beginning cut off', (bytes, at) => bytes.subarray(at)],
  ['a stretch twice', (bytes, at, random) => splice(bytes, at, 0, bytes.subarray(at, at + 1 + random.below(200)))],
  ['everything twice', (bytes) => Buffer.concat([bytes, bytes])],
  ['odd bytes in front', (bytes, _at, random) => Buffer.concat([random.pick(oddBytes), bytes])],
  ['odd bytes behind', (bytes, _at, random) => Buffer.concat([bytes, random.pick(oddBytes)])],
  ['as UTF-16', (bytes) => Buffer.from(bytes.toString('utf8'), 'utf16le')],
  ['emptied', () => Buffer.alloc(0)],
  ['blanks alone', () => Buffer.from(' \n')],
];

function splice(bytes: Buffer, at: number, deleted: number, inserted: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + deleted)]);
}

/** Damages the bytes of a body. */
export const mutateBytes: Mutate = (reply, random) => {
  const bytes = bytesOf(reply);
  const at = random.below(bytes.length + 1);
  const [how, edit] = random.pick(edits);
  return withBody(reply, edit(bytes, at, random), `${how} at byte ${at} of ${bytes.length}`);
};
