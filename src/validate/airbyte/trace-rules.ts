import { isObject } from '../../core/json.ts';
import { type Fields, isAbsent, isText } from '../fields.ts';
import { applyRules, fault, type Rule } from '../rule.ts';
import type { PayloadHandler } from './airbyte-run.ts';
import { onStreamStatus } from './stream-status-rules.ts';

const failureTypes: ReadonlySet<unknown> = new Set(['system_error', 'config_error', 'transient_error']);
const estimateTypes: ReadonlySet<unknown> = new Set(['STREAM', 'SYNC']);

/** What every TRACE must be. */
const traceRules: readonly Rule<Fields>[] = [
  {
    id: 'trace-emitted-at',
    breach: ({ emitted_at: time }) =>
      typeof time === 'number' ? undefined : 'emitted_at must be a number (epoch ms).',
  },
];

/** What `trace.error` must be. */
const errorRules: readonly Rule<Fields>[] = [
  {
    id: 'error-without-message',
    breach: ({ message }) => (isText(message) ? undefined : 'error.message must be a text.'),
  },
  {
    id: 'error-failure-type',
    breach: ({ failure_type: type }) =>
      isAbsent(type) || failureTypes.has(type)
        ? undefined
        : 'error.failure_type must be system, config or transient_error.',
  },
];

/** What `trace.estimate` must be. */
const estimateRules: readonly Rule<Fields>[] = [
  {
    id: 'estimate-shape',
    breach: ({ name, type }) =>
      isText(name) && estimateTypes.has(type) ? undefined : 'estimate needs a name, and the type STREAM or SYNC.',
  },
  {
    id: 'estimate-numbers',
    breach: ({ row_estimate: rows, byte_estimate: bytes }) =>
      [rows, bytes].every((count) => isAbsent(count) || Number.isInteger(count))
        ? undefined
        : 'row_estimate and byte_estimate must be integers.',
  },
];

/** What `trace.analytics` must be. */
const analyticsRules: readonly Rule<Fields>[] = [
  { id: 'analytics-shape', breach: ({ type }) => (isText(type) ? undefined : 'analytics.type must be a text.') },
];

const checkError = partOf('error', errorRules);

function onError(...[run, trace, desk]: Parameters<PayloadHandler>): void {
  checkError(run, trace, desk);
  const { error } = trace;
  if (isObject(error) && isAbsent(error['stream_descriptor'])) run.hasFailed = true;
}

const handlers: ReadonlyMap<unknown, PayloadHandler> = new Map([
  ['ERROR', onError],
  ['ESTIMATE', partOf('estimate', estimateRules)],
  ['ANALYTICS', partOf('analytics', analyticsRules)],
  ['STREAM_STATUS', onStreamStatus],
]);

/** Checks a TRACE of any type. */
export const onTrace: PayloadHandler = (run, trace, desk) => {
  applyRules(traceRules, trace, desk);
  const handler = handlers.get(trace['type']);
  if (handler) handler(run, trace, desk);
  else fault(desk, 'trace-type-unknown', `The type of a TRACE is one of ${[...handlers.keys()].join(', ')}.`);
};

function partOf(key: string, rules: readonly Rule<Fields>[]): PayloadHandler {
  return (_run, trace, desk) => {
    const part = trace[key];
    applyRules(rules, isObject(part) ? part : {}, desk);
  };
}
