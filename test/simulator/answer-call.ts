import { type ApiCall, type ApiContext, answerFetch, answerList } from './answer-list.ts';
import { ApiError } from './api-error.ts';
import type { Fault } from './fault.ts';
import { isArray, isObject, type JsonObject } from './json.ts';
import { errorReply, htmlReply, jsonReply, type Reply } from './reply.ts';
import type { Route } from './route.ts';

function countRows(answer: JsonObject): number {
  const records = isObject(answer['records']) ? Object.values(answer['records'])[0] : undefined;
  return isArray(records) ? records.length : 0;
}

/** The rows of the page before under the number of the page asked for; the first page has its rows twice. */
function duplicatedPage(context: ApiContext, call: ApiCall): JsonObject {
  const asked = Number(call.parameters.get('page') ?? 1);
  const parameters = new URLSearchParams(call.parameters);
  parameters.set('page', String(Math.max(1, asked - 1)));
  const answer = answerList(context, { ...call, parameters });
  const records = isObject(answer['records']) ? answer['records'] : {};
  const doubled = Object.fromEntries(Object.entries(records).map(([key, rows]) => [key, [rows, rows].flat()]));
  return { ...answer, current_page: asked, records: asked > 1 ? records : doubled };
}

function answerLists(context: ApiContext, call: ApiCall, fault: Fault | undefined): Reply {
  const dialect = context.store.table(call.model)?.dialect;
  if (call.method === 'POST' && dialect?.postList === 'refused') return htmlReply(404, 'Not Found');
  const duplicated = fault?.kind === 'duplicated-page';
  const answer = duplicated ? duplicatedPage(context, call) : answerList(context, call);
  return jsonReply(200, answer, { rows: countRows(answer) });
}

function answerFetches(context: ApiContext, call: ApiCall, id: string): Reply {
  if (!/^\d+$/.test(id)) return errorReply(`#<ActiveRecord::RecordNotFound: Couldn't find record with 'id'=${id}>`);
  return jsonReply(200, answerFetch(context, call, Number(id)), { rows: 1 });
}

/** Answers a call that has passed the door. Whatever the application raises is HTTP 200 with code 100. */
export function answerCall(
  context: ApiContext,
  call: ApiCall,
  rest: { route: Route; fault: Fault | undefined },
): Reply {
  try {
    if (rest.route.kind === 'list') return answerLists(context, call, rest.fault);
    if (rest.route.kind === 'fetch') return answerFetches(context, call, rest.route.id);
  } catch (error) {
    if (error instanceof ApiError) return errorReply(error.message);
    throw error;
  }
  if (rest.route.kind === 'write') return jsonReply(403, { error: { code: 100, message: '#<Exception: read only>' } });
  return htmlReply(404, 'Not Found');
}
