import { describe, expect, it } from '@jest/globals';
import type { Failure } from '../../../src/fluxx/failures/failure.ts';
import { failureTable } from '../../../src/fluxx/failures/failure-table.ts';

const failures: readonly Failure[] = Object.values(failureTable).flat();

describe('every failure', () => {
  it.each(failures.map(({ name, message }) => [name, message]))(
    '%s says what could not be done, once, and knows no other place to fill in',
    (_name, message) => {
      expect(message.startsWith('Cannot {what}: ')).toBe(true);
      expect(message.replace('{what}', '').replace('{detail}', '')).not.toMatch(/[{}]/);
      expect(message.endsWith('.')).toBe(true);
    },
  );

  it('has a name of its own', () => {
    expect(new Set(failures.map(({ name }) => name)).size).toBe(failures.length);
  });

  it('of one code has one kind', () => {
    const kinds = new Map<string, Set<string>>();
    for (const { code, kind } of failures) kinds.set(code, (kinds.get(code) ?? new Set()).add(kind));
    const several = [...kinds].filter(([, ofCode]) => ofCode.size > 1).map(([code]) => code);
    expect(several).toEqual([]);
  });

  it('that is tried again passes by itself or is a broken answer', () => {
    const retried = failures.filter(({ reaction }) => reaction === 'retry').map(({ kind }) => kind);
    expect(new Set(retried)).toEqual(new Set(['transient', 'unexpected-response']));
  });
});

describe('a call that takes too long', () => {
  it('is not said to be mended by a smaller page unless it asks for one: the token has none', () => {
    const row = failures.find(({ code }) => code === 'FLUXX_TIMEOUT');
    expect(row?.message).toMatch(/Raise `request_timeout_seconds`, or lower `page_size` if it was a list\./);
  });
});

describe('the last row of a table', () => {
  it('fits what no other row fits', () => {
    expect(failureTable.network.at(-1)?.when.test('')).toBe(true);
    expect(failureTable.application.at(-1)?.when.test('')).toBe(true);
  });
});
