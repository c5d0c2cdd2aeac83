import type { RequestKind } from './logged-request.ts';

/** Where a call goes. `id` is the last segment of a fetch. */
export type Route = { readonly kind: RequestKind; readonly model: string; readonly id: string };

const modelPath = /^\/api\/rest\/v2\/([a-z0-9_]+)(?:\/([^/]+))?\/?$/;

/** Finds out what a call is for. `POST /:model` without `/list` creates a record, so it is a write. */
export function toRoute(method: string, path: string): Route {
  if (path === '/oauth/token') return { kind: method === 'POST' ? 'token' : 'other', model: '', id: '' };
  const [, model = '', id = ''] = modelPath.exec(path) ?? [];
  if (model === '' || model === 'doc' || id === 'doc') return { kind: 'other', model: '', id: '' };
  const isList = id === 'list' || (id === '' && method === 'GET');
  if (isList && (method === 'GET' || method === 'POST')) return { kind: 'list', model, id: '' };
  return { kind: method === 'GET' ? 'fetch' : 'write', model, id };
}
