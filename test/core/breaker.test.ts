import { describe, expect, it } from '@jest/globals';
import { createBreaker } from '../../src/core/breaker.ts';
import { ConnectorError } from '../../src/core/connector-error.ts';
import type { ErrorCode } from '../../src/core/error-codes.ts';

const down = new ConnectorError('transient', 'NETWORK_FAILED', 'Cannot read user: gone.');

function failWith(kind: ConnectorError['kind'], code: ErrorCode): ConnectorError {
  return new ConnectorError(kind, code, 'Cannot read user.');
}

describe('A breaker', () => {
  it('ends the run at one failure too many, and quotes the last', () => {
    const breaker = createBreaker(3);
    expect([breaker.gaveUp(down), breaker.gaveUp(down)]).toEqual([undefined, undefined]);
    expect(breaker.gaveUp(down)).toMatchObject({
      kind: 'transient',
      code: 'FLUXX_DOWN',
      message: expect.stringMatching(/3 streams in a row .* The last failure: Cannot read user: gone\.$/),
    });
  });

  it('begins anew whenever a call is answered', () => {
    const breaker = createBreaker(2);
    for (let time = 0; time < 10; time++) {
      expect(breaker.gaveUp(down)).toBeUndefined();
      breaker.answered();
    }
  });

  it('begins anew after a refusal, which only a server that is well can say', () => {
    const breaker = createBreaker(2);
    expect(breaker.gaveUp(down)).toBeUndefined();
    expect(breaker.gaveUp(failWith('unavailable', 'FLUXX_FORBIDDEN'))).toBeUndefined();
    expect(breaker.gaveUp(down)).toBeUndefined();
  });

  it('says of a server that limits calls that it takes none', () => {
    const limited = createBreaker(2);
    limited.gaveUp(failWith('transient', 'FLUXX_RATE_LIMITED'));
    expect(limited.gaveUp(failWith('transient', 'FLUXX_RATE_LIMITED'))?.message).toMatch(
      /^The server takes no more calls/,
    );
  });

  it('learns nothing from a mistake of ours', () => {
    const breaker = createBreaker(2);
    breaker.gaveUp(down);
    expect(breaker.gaveUp(failWith('internal', 'INTERNAL'))).toBeUndefined();
    expect(breaker.gaveUp(down)?.code).toBe('FLUXX_DOWN');
  });

  const broken = ['NOT_JSON', 'ENVELOPE_INVALID', 'WRONG_MODEL', 'PAGE_CUT_SHORT', 'ANSWER_TOO_LARGE'] as const;

  it.each(broken.map((name) => `FLUXX_${name}` as const))(
    'takes broken answers to several streams for a server that is down: %s',
    (code) => {
      const breaker = createBreaker(5);
      for (let time = 0; time < 4; time++) breaker.gaveUp(failWith('unexpected-response', code));
      expect(breaker.gaveUp(failWith('unexpected-response', code))?.code).toBe('FLUXX_DOWN');
    },
  );
});
