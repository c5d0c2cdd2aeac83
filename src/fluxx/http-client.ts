import { Agent, type ClientRequest } from 'node:http';
import { Agent as SecureAgent } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { got, type Progress, RequestError, TimeoutError } from 'got';
import { largestAnswer } from './answer-limits.ts';
import type { HttpOutcome } from './http-answer.ts';
import { isPublicAddress, lookupPublic, privateAddress } from './public-hosts.ts';

/** One HTTP request of the API. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  /** Below the base URL, without a leading slash. */
  readonly path: string;
  /** Query on GET, form body on POST: Fluxx takes the same parameters in either place. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly authorization?: string;
}

/** Sends one request, once. Never throws but when it was aborted: a network failure is an answer to be judged. */
export type SendOnce = (request: HttpRequest) => Promise<HttpOutcome>;

/** Where and how to send. */
export interface HttpSettings {
  /** Ends with a slash. */
  readonly baseUrl: string;
  readonly userAgent: string;
  readonly timeoutMs: number;
  /** `public`: no address of a private network is asked, whatever the name of the host. */
  readonly hosts: 'any' | 'public';
  readonly signal: AbortSignal;
}

/** A host that has not taken a connection by then will not. */
const mostToConnectMs = 15_000;

/** As Node sets its own agents up: a connection that was idle for seconds may be gone at the other end. */
const likeGlobal = { keepAlive: true, scheduling: 'lifo', timeout: 5000 } as const;

/**
 * Creates the HTTP client. Retries are ours (a failure may come with status 200, see `failures`); redirects are not
 * followed, for credentials go to the configured host alone; cookies are not kept, for some calls set a session's.
 */
export function createHttpClient(settings: HttpSettings): SendOnce {
  const { timeoutMs } = settings;
  // A little less than the whole: were both over at the same time, nobody could tell which phase it was.
  const connectMs = Math.min(mostToConnectMs, timeoutMs * 0.9);
  const client = got.extend({
    headers: { 'user-agent': settings.userAgent, accept: 'application/json' },
    timeout: { lookup: connectMs, connect: connectMs, secureConnect: connectMs, request: timeoutMs },
    retry: { limit: 0 },
    followRedirect: false,
    // Node's own agents can be told by the environment to send everything, credentials too, to a proxy.
    agent: { http: new Agent(likeGlobal), https: new SecureAgent(likeGlobal) },
    throwHttpErrors: false,
    responseType: 'text',
    ...(settings.hosts === 'public' && { dnsLookup: lookupPublic }),
  });
  // What is an address already is never looked up.
  const address = new URL(settings.baseUrl).hostname.replace(/^\[|\]$/g, '');
  const isForbidden = settings.hosts === 'public' && isIP(address) !== 0 && !isPublicAddress(address);
  return async ({ method, path, parameters, authorization }) => {
    if (isForbidden) return { networkCode: privateAddress };
    let ending: 'ANSWER_TOO_LARGE' | 'UPGRADED' | undefined;
    try {
      const request = client(new URL(path, settings.baseUrl), {
        method,
        signal: settings.signal,
        ...(authorization !== undefined && { headers: { authorization } }),
        ...(method === 'GET' ? { searchParams: parameters } : { form: parameters }),
      });
      const end = (reason: NonNullable<typeof ending>): void => {
        ending = reason;
        request.cancel();
      };
      // The library forgets its time limits, and never settles, when the server changes the protocol (status 101).
      void request.on('request', (sent: ClientRequest) => {
        sent.once('upgrade', (_response: unknown, socket: Duplex) => {
          socket.destroy();
          end('UPGRADED');
        });
      });
      void request.on('downloadProgress', ({ transferred }: Progress) => {
        if (transferred > largestAnswer) end('ANSWER_TOO_LARGE');
      });
      const response = await request;
      return { status: response.statusCode, headers: firstValues(response.headers), body: response.body };
    } catch (error) {
      if (settings.signal.aborted) throw settings.signal.reason;
      return { networkCode: ending ?? codeOf(error) };
    }
  };
}

/** The library's errors carry the request with its Authorization header and its form: only their code may leave. */
function codeOf(error: unknown): string {
  if (error instanceof TimeoutError) return isConnecting(error) ? 'CONNECT_TIMEOUT' : 'ETIMEDOUT';
  if (error instanceof RequestError) return error.code;
  throw new Error(`The HTTP library threw a ${error instanceof Error ? error.name : typeof error}.`);
}

function isConnecting({ event }: TimeoutError): boolean {
  return event === 'lookup' || event === 'connect' || event === 'secureConnect';
}

function firstValues(headers: NodeJS.Dict<string | string[]>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
