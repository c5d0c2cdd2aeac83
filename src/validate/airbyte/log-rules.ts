import { type Fields } from '../fields.ts';
import { applyRules, type Rule } from '../rule.ts';
import type { PayloadHandler } from './airbyte-run.ts';

const levels: ReadonlySet<unknown> = new Set(['FATAL', 'ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE']);

/** What a LOG must be. */
const logRules: readonly Rule<Fields>[] = [
  {
    id: 'log-level-unknown',
    breach: ({ level }) => (levels.has(level) ? undefined : `level must be one of ${[...levels].join(', ')}.`),
  },
  {
    id: 'log-without-message',
    breach: ({ message }) => (typeof message === 'string' ? undefined : 'message must be a text.'),
  },
];

/** Checks a LOG. */
export const onLog: PayloadHandler = (_run, payload, desk) => {
  applyRules(logRules, payload, desk);
};
