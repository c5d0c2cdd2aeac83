import { isObject } from '../../core/json.ts';
import { type Fields, isAbsent } from '../fields.ts';
import { applyRules, type Rule } from '../rule.ts';
import type { PayloadHandler } from './airbyte-run.ts';

/** What a SPEC must be. */
const specRules: readonly Rule<Fields>[] = [
  {
    id: 'spec-without-connection-specification',
    breach: ({ connectionSpecification: schema }) =>
      isObject(schema) ? undefined : 'connectionSpecification must be a JSON Schema.',
  },
];

/** What a CONNECTION_STATUS must be. */
const connectionStatusRules: readonly Rule<Fields>[] = [
  {
    id: 'connection-status-unknown',
    breach: ({ status }) =>
      status === 'SUCCEEDED' || status === 'FAILED' ? undefined : 'status is SUCCEEDED or FAILED.',
  },
  {
    id: 'connection-status-message',
    breach: ({ message }) => (isAbsent(message) || typeof message === 'string' ? undefined : 'message must be a text.'),
  },
];

/** Checks a SPEC. */
export const onSpec: PayloadHandler = (_run, payload, desk) => {
  applyRules(specRules, payload, desk);
};

/** Checks a CONNECTION_STATUS. */
export const onConnectionStatus: PayloadHandler = (_run, payload, desk) => {
  applyRules(connectionStatusRules, payload, desk);
};
