import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { answerCall } from './answer-call.ts';
import type { ApiContext } from './answer-list.ts';
import { ApiError } from './api-error.ts';
import { distortReply, faultReply } from './distort-reply.ts';
import type { Fault } from './fault.ts';
import type { Faults } from './faults.ts';
import type { LoggedRequest, RequestKind } from './logged-request.ts';
import { readParameters } from './parameters.ts';
import { errorReply, htmlReply, type Reply } from './reply.ts';
import { type Route, toRoute } from './route.ts';
import { readBody, sendEndless, sendReply } from './send-reply.ts';
import type { RequestHook, SimulatorOptions } from './simulator.ts';
import type { Tokens } from './tokens.ts';

/** The parts of a running simulator that a call passes through. */
export type Parts = ApiContext & {
  readonly options: SimulatorOptions;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly requests: LoggedRequest[];
  readonly hooks: Set<RequestHook>;
  readonly limit: (kind: RequestKind) => Reply | undefined;
};

type Incoming = {
  readonly request: IncomingMessage;
  readonly parameters: URLSearchParams;
  readonly route: Route;
  readonly logged: LoggedRequest;
  readonly fault: Fault | undefined;
  /** The answer to parameters that could not be read. */
  readonly unreadable: Reply | undefined;
};

function parametersOf(request: IncomingMessage, url: URL, body: string): [URLSearchParams, Reply | undefined] {
  try {
    return [readParameters(url.searchParams, body, request.headers['content-type'] ?? ''), undefined];
  } catch (error) {
    if (error instanceof ApiError) return [url.searchParams, errorReply(error.message)];
    throw error;
  }
}

async function receive(parts: Parts, request: IncomingMessage): Promise<Incoming> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  const [parameters, unreadable] = parametersOf(request, url, await readBody(request));
  const route = toRoute(method, url.pathname);
  const logged: LoggedRequest = {
    at: parts.clock.now(),
    method,
    path: url.pathname,
    model: route.model,
    kind: route.kind,
    parameters: Object.fromEntries(parameters),
    status: 0,
    rows: 0,
  };
  parts.requests.push(logged);
  return { request, parameters, route, logged, fault: parts.faults.take(logged), unreadable };
}

/** What turns a call away before it reaches the application. */
function refuse(parts: Parts, incoming: Incoming): Reply | undefined {
  const { authorization } = incoming.request.headers;
  if (incoming.fault?.kind === 'expired-token') parts.tokens.revoke(authorization);
  return parts.tokens.refuse(authorization) ?? parts.limit(incoming.route.kind);
}

async function answer(parts: Parts, incoming: Incoming): Promise<Reply> {
  const { route, parameters, logged, fault } = incoming;
  const early = fault && faultReply(fault);
  if (early !== undefined) return early;
  if (route.kind === 'token') return parts.tokens.mint(parameters);
  if (route.kind === 'other') return htmlReply(logged.path.includes('/doc') ? 302 : 404, 'Fluxx');
  const refused = refuse(parts, incoming) ?? incoming.unreadable;
  if (refused !== undefined) return refused;
  if (route.kind === 'list') for (const hook of parts.hooks) await hook(logged);
  return answerCall(parts, { model: route.model, method: logged.method, parameters }, { route, fault });
}

async function delay(parts: Parts, incoming: Incoming): Promise<void> {
  const { latency = 0 } = parts.options;
  const usual = typeof latency === 'number' ? latency : latency(incoming.logged);
  const more = incoming.fault?.kind === 'slow' ? (incoming.fault.milliseconds ?? 1000) : 0;
  if (usual + more > 0) await wait(usual + more, undefined, { ref: false });
}

function switchProtocols({ socket }: IncomingMessage): void {
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: something\r\n\r\n');
}

/** Answers one call, or misbehaves as a fault commands. */
export async function handleRequest(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const incoming = await receive(parts, request);
  const { fault, logged } = incoming;
  if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'endless') return sendEndless(response, fault.bytes);
  if (fault?.kind === 'stall') return void response.writeHead(200, { 'Content-Length': 1000 }).write('{"records":');
  if (fault?.kind === 'switching-protocols') return switchProtocols(request);
  const reply = await answer(parts, incoming);
  const finished = fault === undefined ? reply : distortReply(fault, reply);
  const final = parts.options.mutate?.(finished, logged) ?? finished;
  await delay(parts, incoming);
  logged.status = final.status;
  logged.rows = final.rows;
  const compression = parts.options.compression ?? 'none';
  sendReply({ request, response, clock: parts.clock, compression }, final);
}
