import { isObject } from '../../core/json.ts';
import type { Fields } from '../fields.ts';
import { applyRules, type Rule } from '../rule.ts';
import type { PayloadHandler } from './airbyte-run.ts';

/** What a CONTROL must be. */
const controlRules: readonly Rule<Fields>[] = [
  {
    id: 'control-type-unknown',
    breach: ({ type }) => (type === 'CONNECTOR_CONFIG' ? undefined : 'The type of a CONTROL is CONNECTOR_CONFIG.'),
  },
  {
    id: 'control-emitted-at',
    breach: ({ emitted_at: time }) =>
      typeof time === 'number' ? undefined : 'emitted_at must be a number (epoch ms).',
  },
  {
    id: 'control-without-config',
    breach: ({ connectorConfig: part }) =>
      isObject(part) && isObject(part['config'])
        ? undefined
        : 'connectorConfig.config must be the whole configuration.',
  },
];

/** Checks a CONTROL. */
export const onControl: PayloadHandler = (_run, payload, desk) => {
  applyRules(controlRules, payload, desk);
};
