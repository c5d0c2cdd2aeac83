import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Random } from '../random.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { bytesOf, type Mutate, type Mutated, withBody, withHeader } from './mutation.ts';
import { secretTexts } from './secret-texts.ts';

/** What the API is known to answer comes as often as all the others: what the tap makes of it matters most. */
const knownStatuses = [401, 403, 404, 429, 500, 503] as const;

/** None below 200 but 101: behind the others, a client waits for the real answer until its time is up. */
const statuses: readonly [number, ...number[]] = [
  101, 201, 202, 203, 204, 205, 206, 226, 299, 300, 301, 302, 303, 304, 307, 308, 399, 400, 401, 402, 403, 404, 405,
  406, 407, 408, 409, 410, 412, 413, 414, 418, 421, 422, 425, 426, 429, 431, 451, 499, 500, 501, 502, 503, 504, 511,
  520, 599, 600, 999,
];

const contentTypes: readonly [string | undefined, ...(string | undefined)[]] = [
  undefined,
  '',
  'text/html',
  'text/html; charset=utf-16le',
  'application/json; charset=latin1',
  'application/json; charset=nonsense',
  'application/octet-stream',
  'multipart/form-data; boundary=x',
  ';;;',
];

const locations: readonly [string, ...string[]] = [
  '/user_sessions/new?return_to=secret',
  'https://elsewhere.example/login',
  '//',
  'http://[',
  '',
  'javascript:alert(1)',
  'x'.repeat(4000),
  ...secretTexts.map((text) => `https://elsewhere.example/${encodeURI(text)}`),
];

const waits: readonly [string, ...string[]] = [
  '-1',
  '0',
  '0.001',
  '1e99',
  '1',
  '86400',
  'Wed, 21 Oct 2015 07:28:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  '',
  'soon',
  'NaN',
  '99999999999999999999',
];

const dates: readonly [string, ...string[]] = [
  '',
  'yesterday',
  'Thu, 01 Jan 1970 00:00:00 GMT',
  'Fri, 31 Dec 9999 23:59:59 GMT',
  'Sun, 06 Nov 1994 08:49:37 GMT',
];

type Compress = readonly [name: string, compress: (bytes: Buffer) => Buffer];

const codings: readonly [Compress, ...Compress[]] = [
  ['gzip', (bytes) => gzipSync(bytes, { level: 1 })],
  ['deflate', (bytes) => deflateSync(bytes, { level: 1 })],
  ['deflate', (bytes) => deflateRawSync(bytes, { level: 1 })],
  ['br', (bytes) => brotliCompressSync(bytes.subarray(0, 20_000))],
];

const compressed: Mutate = (reply, random) => {
  const [name, compress] = random.pick(codings);
  const packed = withBody(reply, compress(bytesOf(reply)), `packed as ${name}`);
  const { reply: sent } = withHeader(packed.reply, 'Content-Encoding', name);
  if (random.chance(0.2)) return { reply: sent, how: packed.how };
  const damaged = mutateBytes(sent, random);
  return { reply: damaged.reply, how: `${packed.how}, then ${damaged.how}` };
};

const wrongCoding: Mutate = (reply, random) =>
  withHeader(
    reply,
    'Content-Encoding',
    random.pick(['gzip', 'deflate', 'br', 'identity', 'nonsense', '', 'gzip, gzip']),
  );

function withStatus(reply: Mutated['reply'], random: Random): Mutated {
  const drawn = random.pick(random.chance(0.5) ? knownStatuses : statuses);
  const status = random.chance(0.1) ? 200 + random.below(800) : drawn;
  const answer: Mutated = { reply: { ...reply, status }, how: `status ${status}` };
  const [name, value] = random.pick<readonly [string, string | undefined]>([
    ['Content-Type', 'text/html'],
    ['Retry-After', random.pick(waits)],
    ['Location', random.pick(locations)],
  ]);
  const headed = withHeader(answer.reply, name, value);
  const how = `${answer.how}, ${headed.how.slice(0, 60)}`;
  return random.chance(0.5) ? { reply: headed.reply, how } : withBody(headed.reply, '', how);
}

const padded: Mutate = (reply, random) => {
  const blanks = Buffer.alloc(random.pick([1000, 100_000, 4_000_000]), random.pick([' ', '\n', '\t']));
  const parts = random.chance(0.5) ? [blanks, bytesOf(reply)] : [bytesOf(reply), blanks];
  return withBody(reply, Buffer.concat(parts), `padded with ${blanks.length} blanks`);
};

/** Changes status, headers, compression or size. */
export const mutateHttp: Mutate = (reply, random) => {
  const kind = random.below(100);
  if (kind < 50) return withStatus(reply, random);
  if (kind < 60) return withHeader(reply, 'Content-Type', random.pick(contentTypes));
  if (kind < 70) return wrongCoding(reply, random);
  if (kind < 85) return compressed(reply, random);
  if (kind < 90) return withHeader(reply, 'Retry-After', random.pick(waits));
  if (kind < 97) return withHeader(reply, 'Date', random.pick(dates));
  return padded(reply, random);
};
