import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { createAnswers, listPath } from './answer-question.ts';
import { dataSets } from './data-set.ts';
import { limitCalls } from './limit-calls.ts';
import type { PageServerSettings, Traffic } from './page-server-settings.ts';

/*
 * A server of ready-made pages, in a process of its own, so that the tap is measured and not what feeds it. It can hold
 * each answer back, as a server far away would, and refuse calls above a limit. Its first message to whoever started it
 * is its port; any message to it is answered with the traffic so far.
 */

const settings = JSON.parse(process.argv[2] ?? '') as PageServerSettings;
const answer = createAnswers(settings.dataSet === 'wide' ? dataSets().wide : dataSets().narrow, settings.rows);
const mayPass = settings.limit ? limitCalls(settings.limit) : () => true;
let [calls, inFlight, mostInFlight, refused] = [0, 0, 0, 0];

async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrivedAt = performance.now();
  if (request.url === listPath) {
    calls += 1;
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    response.once('close', () => {
      inFlight -= 1;
    });
    if (!mayPass(arrivedAt)) {
      refused += 1;
      response.writeHead(429).end('Too Many Requests');
      return;
    }
  }
  const body = answer(request.url ?? '', new URLSearchParams(await text(request)));
  // What it took to make the answer is part of the latency, as it is with a server far away.
  const rest = arrivedAt + settings.latencyMs - performance.now();
  if (rest > 0) await setTimeout(rest);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body);
}

const server = createServer((request, response) => {
  handle(request, response).catch((error: unknown) => response.writeHead(400).end(String(error)));
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', () => process.send?.({ calls, mostInFlight, refused } satisfies Traffic));
// It lives as long as whoever started it.
process.on('disconnect', () => process.exit());
