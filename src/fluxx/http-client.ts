import { got, RequestError } from 'got';
import type { HttpOutcome } from './http-answer.ts';

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
  readonly signal: AbortSignal;
}

/**
 * Creates the HTTP client. Retries are ours (a failure may come with status 200, see `failure-table.ts`); redirects are not
 * followed, for credentials go to the configured host alone; cookies are not kept, for some calls set a session's.
 */
export function createHttpClient(settings: HttpSettings): SendOnce {
  const client = got.extend({
    headers: { 'user-agent': settings.userAgent, accept: 'application/json' },
    timeout: { request: settings.timeoutMs },
    retry: { limit: 0 },
    followRedirect: false,
    throwHttpErrors: false,
    responseType: 'text',
  });
  return async ({ method, path, parameters, authorization }) => {
    try {
      const response = await client(new URL(path, settings.baseUrl), {
        method,
        signal: settings.signal,
        ...(authorization !== undefined && { headers: { authorization } }),
        ...(method === 'GET' ? { searchParams: parameters } : { form: parameters }),
      });
      return { status: response.statusCode, headers: firstValues(response.headers), body: response.body };
    } catch (error) {
      if (settings.signal.aborted) throw settings.signal.reason;
      // The library's errors carry the request with its Authorization header and form: only their code may leave.
      if (error instanceof RequestError) return { networkCode: error.code };
      throw error;
    }
  };
}

function firstValues(headers: NodeJS.Dict<string | string[]>): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}
