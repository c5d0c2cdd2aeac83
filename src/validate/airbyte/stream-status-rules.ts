import { isObject } from '../../core/json.ts';
import { type Fields, isAbsent } from '../fields.ts';
import { applyRules, fault, type Rule } from '../rule.ts';
import { enterStream, type PayloadHandler } from './airbyte-run.ts';
import { completionRules } from './life-rules.ts';
import { describedStream, type StreamLife, type StreamStatus } from './stream-life.ts';

/**
 * What may follow what. A stream that is gone from the source may be INCOMPLETE without having STARTED, as the Python CDK
 * reports it. RUNNING may repeat (each rate limit says it again), and must come even for a stream without records.
 */
const followers: Readonly<Record<StreamLife['status'], readonly StreamStatus[]>> = {
  none: ['STARTED', 'INCOMPLETE'],
  STARTED: ['RUNNING', 'INCOMPLETE'],
  RUNNING: ['RUNNING', 'COMPLETE', 'INCOMPLETE'],
  COMPLETE: [],
  INCOMPLETE: [],
};
const statuses: readonly StreamStatus[] = ['STARTED', 'RUNNING', 'COMPLETE', 'INCOMPLETE'];

/** A status report, and what came of the stream before it. */
interface StatusReport {
  readonly status: StreamStatus;
  readonly reasons: unknown;
  readonly life: StreamLife;
}

/** What a status report must be. */
const statusRules: readonly Rule<StatusReport>[] = [
  {
    id: 'status-out-of-order',
    breach: ({ status, life }) => {
      const allowed = followers[life.status];
      if (allowed.includes(status)) return undefined;
      return `${status} came after ${life.status}; expected: ${allowed.join(' or ') || 'nothing more'}.`;
    },
  },
  {
    id: 'status-reasons',
    breach: ({ status, reasons }) =>
      isAbsent(reasons) || (status === 'RUNNING' && Array.isArray(reasons) && reasons.every(isRateLimit))
        ? undefined
        : 'reasons may only say RATE_LIMITED, only of a RUNNING stream, with a quota_reset in whole milliseconds if any.',
  },
];

/** Checks a STREAM_STATUS and moves the stream's life on. */
export const onStreamStatus: PayloadHandler = (run, trace, unnamed) => {
  const report: Fields = isObject(trace['stream_status']) ? trace['stream_status'] : {};
  const status = statuses.find((known) => known === report['status']);
  const entered = enterStream(run, describedStream(report['stream_descriptor']), unnamed);
  if (!entered) return;
  const { life, desk } = entered;
  if (!status) {
    fault(desk, 'status-unknown', `The status is none of ${statuses.join(', ')}.`);
    return;
  }
  const inOrder = applyRules(statusRules, { status, reasons: report['reasons'], life }, desk);
  if (status === 'COMPLETE' && inOrder) applyRules(completionRules, life, desk);
  if (status === 'INCOMPLETE' && life.status === 'none')
    run.tally.note(desk.place, 'INCOMPLETE without having STARTED.');
  life.status = status;
};

function isRateLimit(reason: unknown): boolean {
  if (!isObject(reason) || reason['type'] !== 'RATE_LIMITED') return false;
  const limit = reason['rate_limited'];
  return isAbsent(limit) || (isObject(limit) && Number.isInteger(limit['quota_reset']));
}
