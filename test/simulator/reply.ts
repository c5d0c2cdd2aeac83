import { type Json, toJsonText } from './json.ts';

/** An HTTP answer before it is sent. */
export type Reply = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The value behind the body, where it is JSON. */
  readonly json?: Json;
  /** How many rows of a model it holds. */
  readonly rows: number;
  /** How it is sent, where that is not as it must be. */
  readonly wire?: Wire;
};

/** What goes wrong below HTTP. */
export type Wire = {
  /** The `Content-Length`, where it is not that of the body. */
  readonly declared?: number;
  /** So many bytes of the body are sent, and then the connection is cut, or nothing more comes. */
  readonly stopsAfter?: number;
  readonly ending?: 'cut' | 'silence';
};

/** An answer of JSON. */
export function jsonReply(
  status: number,
  json: Json,
  more: { headers?: Record<string, string>; rows?: number } = {},
): Reply {
  const headers = { 'Content-Type': 'application/json; charset=utf-8', ...more.headers };
  return { status, headers, body: toJsonText(json), json, rows: more.rows ?? 0 };
}

/** An answer of HTML, such as a proxy's error page or the login page. */
export function htmlReply(status: number, title: string, headers: Readonly<Record<string, string>> = {}): Reply {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body, rows: 0 };
}

/** What the application answers when it raised: HTTP 200, code 100 and the text of the exception. */
export function errorReply(message: string): Reply {
  return jsonReply(200, { error: { code: 100, message } });
}
