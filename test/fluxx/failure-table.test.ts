import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../src/fluxx/failure.ts';
import {
  applicationFailures,
  contradictions,
  networkFailures,
  notRouted,
  statusFailures,
} from '../../src/fluxx/failure-table.ts';

const failures: readonly Failure[] = [
  ...networkFailures,
  ...statusFailures,
  ...applicationFailures,
  ...Object.values(contradictions),
];

describe('every failure', () => {
  it.each([...failures, notRouted].map(({ code, message }) => [code, message]))(
    '%s says what could not be done, once, and knows no other place to fill in',
    (_code, message) => {
      expect(message.startsWith('Cannot {what}: ')).toBe(true);
      expect(message.replace('{what}', '').replace('{detail}', '')).not.toMatch(/[{}]/);
      expect(message.endsWith('.')).toBe(true);
    },
  );

  it('of one code has one kind, so that a code means one thing', () => {
    const kinds = new Map<string, Set<string>>();
    for (const { code, kind } of failures) kinds.set(code, (kinds.get(code) ?? new Set()).add(kind));
    expect([...kinds].filter(([, ofCode]) => ofCode.size > 1)).toEqual([]);
  });

  it('that is tried again passes by itself or is a broken answer', () => {
    const retried = failures.filter(({ reaction }) => reaction === 'retry').map(({ kind }) => kind);
    expect(new Set(retried)).toEqual(new Set(['transient', 'unexpected-response']));
  });
});

describe('a call that takes too long', () => {
  it('is not said to be mended by a smaller page unless it asks for one: the token has none', () => {
    const row = networkFailures.find(({ code }) => code === 'FLUXX_TIMEOUT');
    expect(row?.message).toMatch(/Raise `request_timeout_seconds`, or lower `page_size` if it was a list\./);
  });
});

describe('the last row of a table', () => {
  it('fits what no other row fits', () => {
    expect(networkFailures.at(-1)?.when.test('')).toBe(true);
    expect(applicationFailures.at(-1)?.when.test('')).toBe(true);
  });
});
