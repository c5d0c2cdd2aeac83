import type { Rule } from '../rule.ts';
import type { StreamLife } from './stream-life.ts';

/** When a RECORD or a STATE of a stream may come. */
export const lifeRules: readonly Rule<StreamLife>[] = [
  {
    id: 'message-before-started',
    breach: ({ status }) => (status === 'none' ? 'The stream was not reported as STARTED.' : undefined),
  },
  {
    id: 'message-after-end',
    breach: ({ status }) =>
      status === 'COMPLETE' || status === 'INCOMPLETE' ? `The stream had ended as ${status}.` : undefined,
  },
];

/** What must hold when a stream is reported as COMPLETE. */
export const completionRules: readonly Rule<StreamLife>[] = [
  {
    id: 'complete-without-state',
    breach: ({ states }) => (states === 0 ? 'The stream is COMPLETE, but had no STATE.' : undefined),
  },
  {
    id: 'complete-with-open-records',
    breach: ({ states, recordsSinceState }) =>
      states > 0 && recordsSinceState > 0
        ? `The stream is COMPLETE, but ${recordsSinceState} records came after its last STATE.`
        : undefined,
  },
];
