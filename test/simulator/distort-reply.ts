import type { Fault, FaultKind } from './fault.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';
import { errorReply, htmlReply, jsonReply, type Reply } from './reply.ts';

type Rows = { readonly key: string; readonly rows: readonly Json[] };

function rowsOf(envelope: JsonObject): Rows {
  const records = isObject(envelope['records']) ? envelope['records'] : {};
  const [key = '', rows] = Object.entries(records)[0] ?? [];
  return { key, rows: isArray(rows) ? rows : [] };
}

function withoutId(row: Json | undefined): Json {
  return Object.fromEntries(Object.entries(isObject(row) ? row : {}).filter(([name]) => name !== 'id'));
}

/** What becomes of the records of an envelope; `undefined` for none at all. */
const spoiled: Partial<Record<FaultKind, (found: Rows) => JsonObject | undefined>> = {
  'no-records': () => undefined,
  'wrong-model': ({ key, rows }) => ({ [key === 'user' ? 'organization' : 'user']: rows }),
  'row-without-id': ({ key, rows }) => ({ [key]: [...rows.slice(0, -1), withoutId(rows.at(-1))] }),
  'short-page': ({ key, rows }) => ({ [key]: rows.slice(0, Math.floor(rows.length / 2)) }),
};

function distortEnvelope(fault: Fault, reply: Reply, envelope: JsonObject): Reply {
  const spoil = spoiled[fault.kind];
  if (spoil === undefined) return reply;
  const { records: _, ...rest } = envelope;
  const records = spoil(rowsOf(envelope));
  const rows = Object.values(records ?? {}).flat().length;
  const json = records === undefined ? rest : { ...envelope, records };
  return { ...jsonReply(200, json, { rows }), headers: reply.headers };
}

const bodies: Partial<Record<FaultKind, (reply: Reply) => Reply>> = {
  'truncated-json': (reply) => ({ ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) }),
  'empty-body': (reply) => ({ ...reply, body: '', rows: 0 }),
  'garbage-gzip': (reply) => {
    const headers = { ...reply.headers, 'Content-Encoding': 'gzip' };
    return { ...reply, headers, body: 'this is no gzip', rows: 0 };
  },
  html: () => htmlReply(200, 'Scheduled maintenance'),
};

/** The finished answer as the fault has it. Rows are spoiled only where there are any. */
export function distortReply(fault: Fault, reply: Reply): Reply {
  const distort = bodies[fault.kind];
  if (distort !== undefined) return distort(reply);
  return isObject(reply.json) && isObject(reply.json['records']) ? distortEnvelope(fault, reply, reply.json) : reply;
}

function statusReply(fault: Fault): Reply {
  const { status = 500, retryAfter } = fault;
  return htmlReply(status, `Error ${status}`, retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
}

const instead: Partial<Record<FaultKind, (fault: Fault) => Reply>> = {
  status: statusReply,
  'error-100': (fault) => errorReply(fault.message ?? '#<RuntimeError: something went wrong>'),
  'login-redirect': () => htmlReply(302, 'You are being redirected', { Location: '/user_sessions/new' }),
};

/** The answer of a fault that does not need the real one; `undefined` where it does. */
export function faultReply(fault: Fault): Reply | undefined {
  return instead[fault.kind]?.(fault);
}
