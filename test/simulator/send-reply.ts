import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Clock } from './clock.ts';
import type { Reply } from './reply.ts';

function compressed(request: IncomingMessage, reply: Reply): Reply {
  const accepts = request.headers['accept-encoding']?.toString().includes('gzip') === true;
  if (!accepts || reply.body.length === 0 || reply.headers['Content-Encoding'] !== undefined) return reply;
  const headers = { ...reply.headers, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' };
  return { ...reply, headers, body: gzipSync(reply.body, { level: 1 }) };
}

/** Reads the whole body of a call. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** What sending needs besides the answer. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly clock: Clock;
  readonly compression: 'gzip' | 'none';
};

/** Sends an answer, dated by the simulator's clock unless it has a date of its own. */
export function sendReply(exchange: Exchange, reply: Reply): void {
  const final = exchange.compression === 'gzip' ? compressed(exchange.request, reply) : reply;
  const body = Buffer.from(final.body);
  const { declared = body.length, stopsAfter, ending } = final.wire ?? {};
  const { response } = exchange;
  response.writeHead(final.status, {
    Date: new Date(exchange.clock.now()).toUTCString(),
    ...final.headers,
    'Content-Length': declared,
  });
  if (stopsAfter === undefined) return void response.end(body);
  response.flushHeaders();
  response.write(body.subarray(0, stopsAfter), () => {
    if (ending === 'cut') response.destroy();
  });
}

const filler = Buffer.from(`${'{"id":1},'.repeat(7281)}\n`);

function* fill(bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes; sent += filler.length) yield filler;
}

/** Sends the beginning of a list, and then more and more of it, as fast as it is read. */
export function sendEndless(response: ServerResponse, bytes = Number.POSITIVE_INFINITY): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' });
  response.write('{"records":{"user":[');
  Readable.from(fill(bytes)).pipe(response);
}
