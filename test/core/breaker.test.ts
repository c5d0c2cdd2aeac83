import { describe, expect, it } from '@jest/globals';
import { type Breaker, createBreaker } from '../../src/core/breaker.ts';
import { ConnectorError } from '../../src/core/connector-error.ts';
import type { ErrorCode } from '../../src/core/error-codes.ts';

const down = new ConnectorError('transient', 'NETWORK_FAILED', 'Cannot read user: gone.');

function failWith(kind: ConnectorError['kind'], code: ErrorCode): ConnectorError {
  return new ConnectorError(kind, code, 'Cannot read user.');
}

/** What comes of so many failures, one after another. */
function fail(breaker: Breaker, times: number, error = down): readonly (ConnectorError | undefined)[] {
  return Array.from({ length: times }, () => breaker.gaveUp(error));
}

describe('A breaker', () => {
  it('ends the run at the fifth failure in a row, and quotes the last', () => {
    const breaker = createBreaker(1);
    expect(fail(breaker, 4)).toEqual([undefined, undefined, undefined, undefined]);
    expect(breaker.gaveUp(down)).toMatchObject({
      kind: 'transient',
      code: 'FLUXX_DOWN',
      message: expect.stringMatching(/5 streams in a row .* The last failure: Cannot read user: gone\.$/),
    });
  });

  it('waits for one more than are read at the same time, which a hiccup may hit all at once', () => {
    const breaker = createBreaker(10);
    expect(fail(breaker, 10).every((end) => end === undefined)).toBe(true);
    expect(breaker.gaveUp(down)?.code).toBe('FLUXX_DOWN');
  });

  it('begins anew whenever a call is answered', () => {
    const breaker = createBreaker(1);
    for (let time = 0; time < 10; time++) {
      expect(fail(breaker, 4).at(-1)).toBeUndefined();
      breaker.answered();
    }
  });

  it('begins anew after a refusal, which only a server that is well can say', () => {
    const breaker = createBreaker(1);
    fail(breaker, 4);
    expect(breaker.gaveUp(failWith('unavailable', 'FLUXX_FORBIDDEN'))).toBeUndefined();
    expect(fail(breaker, 4).at(-1)).toBeUndefined();
  });

  it('says of a server that limits calls that it takes none', () => {
    const limited = fail(createBreaker(1), 5, failWith('transient', 'FLUXX_RATE_LIMITED'));
    expect(limited.at(-1)?.message).toMatch(/^The server takes no more calls/);
  });

  it('learns nothing from a mistake of ours', () => {
    const breaker = createBreaker(1);
    fail(breaker, 4);
    expect(breaker.gaveUp(failWith('internal', 'INTERNAL'))).toBeUndefined();
    expect(breaker.gaveUp(down)?.code).toBe('FLUXX_DOWN');
  });

  const broken = ['NOT_JSON', 'ENVELOPE_INVALID', 'WRONG_MODEL', 'PAGE_CUT_SHORT', 'ANSWER_TOO_LARGE'] as const;

  it.each(broken.map((name) => `FLUXX_${name}` as const))(
    'takes broken answers to several streams for a server that is down: %s',
    (code) => {
      expect(fail(createBreaker(1), 5, failWith('unexpected-response', code)).at(-1)?.code).toBe('FLUXX_DOWN');
    },
  );

  it('does not take errors of the application for one: it is there, and says them', () => {
    const raised = fail(createBreaker(1), 20, failWith('unexpected-response', 'FLUXX_APPLICATION_ERROR'));
    expect(raised.every((end) => end === undefined)).toBe(true);
  });
});
