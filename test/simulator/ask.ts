import { isObject, type Json, parseJson } from './json.ts';
import type { Simulator } from './simulator.ts';

/** An answer as a test looks at it: `json` is undefined where the body is no JSON. */
export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Json | undefined;
};

/** How parameters are sent: in the query string, as a form, or as a JSON object of texts. */
export type Encoding = 'query' | 'form' | 'json';

/** One call of a test. Values that are no text are sent as JSON text. */
export type Question = {
  readonly method?: string;
  readonly path: string;
  readonly parameters?: Readonly<Record<string, Json>>;
  readonly encoding?: Encoding;
  /** The token; none is sent without. */
  readonly token?: string;
};

function toFetch(question: Question): { readonly suffix: string; readonly init: RequestInit } {
  const { method = 'GET', parameters = {} } = question;
  const texts = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const encoding = question.encoding ?? (method === 'POST' ? 'form' : 'query');
  const headers = new Headers(question.token === undefined ? {} : { authorization: `Bearer ${question.token}` });
  const init: RequestInit = { method, headers, redirect: 'manual' };
  if (encoding === 'query') return { suffix: `?${new URLSearchParams(texts).toString()}`, init };
  if (encoding === 'form') return { suffix: '', init: { ...init, body: new URLSearchParams(texts) } };
  headers.set('content-type', 'application/json');
  return { suffix: '', init: { ...init, body: JSON.stringify(Object.fromEntries(texts)) } };
}

/** Asks a simulator over HTTP. */
export async function ask(simulator: Simulator, question: Question): Promise<Answer> {
  const { suffix, init } = toFetch(question);
  const response = await fetch(`${simulator.url}${question.path}${suffix}`, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true && text !== '';
  return { status: response.status, headers: response.headers, text, json: isJson ? parseJson(text) : undefined };
}

/** Mints a token as a client would. */
export async function askToken(simulator: Simulator): Promise<string> {
  const parameters = {
    grant_type: 'client_credentials',
    client_id: simulator.clientId,
    client_secret: simulator.clientSecret,
  };
  const { json } = await ask(simulator, { method: 'POST', path: '/oauth/token', parameters });
  const token = isObject(json) ? json['access_token'] : undefined;
  if (typeof token !== 'string') throw new Error('The simulator gave no token.');
  return token;
}
