import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClock } from './clock.ts';
import { createFaults } from './faults.ts';
import { handleRequest, type Parts } from './handle-request.ts';
import type { LoggedRequest } from './logged-request.ts';
import { createRateLimiter } from './rate-limit.ts';
import type { RequestHook, Simulator, SimulatorOptions } from './simulator.ts';
import { createStore } from './store.ts';
import { type Credentials, createTokens } from './tokens.ts';

function listen(parts: Parts): Promise<Server> {
  const server = createServer((request, response) => {
    handleRequest(parts, request, response).catch((error: unknown) => {
      // A mistake of the simulator or of a hook: say so in the answer rather than leave the caller waiting.
      response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`Simulator: ${String(error)}`);
    });
  });
  server.keepAliveTimeout = 60_000;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.options.port ?? 0, '127.0.0.1', () => resolve(server));
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The simulator has no port.');
  return address.port;
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Starts a pretend instance without data on a free port of this machine. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const clock = createClock(options.now);
  const credentials: Credentials = {
    clientId: options.clientId ?? 'simulated-client',
    clientSecret: options.clientSecret ?? 'simulated-secret',
  };
  const store = createStore(clock, options.dialect);
  const requests: LoggedRequest[] = [];
  const hooks = new Set<RequestHook>();
  const faults = createFaults();
  const tokens = createTokens(clock, credentials, options.tokenLife ?? 7200);
  const limit = createRateLimiter(clock, options.rateLimit);
  const server = await listen({ clock, store, options, tokens, faults, requests, hooks, limit });
  return {
    url: `http://127.0.0.1:${portOf(server)}`,
    ...credentials,
    store,
    faults,
    requests,
    clock,
    onRequest: (hook) => {
      hooks.add(hook);
      return () => void hooks.delete(hook);
    },
    close: () => close(server),
  };
}
