import { describe, expect, it } from '@jest/globals';
import { createRedactor } from '../../../src/core/secrets/redact.ts';
import {
  judgeAfterSuccess,
  judgeApplicationError,
  judgeStatus,
  toError,
  toSafe,
} from '../../../src/fluxx/failures/judge-failure.ts';
import { failureOf } from '../../support/failure-of.ts';

describe('a status', () => {
  it('from 200 to 299 is an answer', () => {
    for (let status = 200; status < 300; status++) {
      expect(judgeStatus({ status, headers: {}, body: '' })).toBeUndefined();
    }
  });

  it('of any other number is a failure', () => {
    for (let status = 100; status < 600; status++) {
      if (status < 200 || status > 299) expect(failureOf(status).detail).not.toBe('');
    }
  });

  it.each([
    [100, 'FLUXX_STATUS_UNEXPECTED', 'fail'],
    [301, 'INSTANCE_REDIRECTS', 'fail'],
    [400, 'FLUXX_STATUS_UNEXPECTED', 'fail'],
    [401, 'FLUXX_TOKEN_REFUSED', 'renew-token'],
    [403, 'FLUXX_FORBIDDEN', 'fail'],
    [404, 'INSTANCE_NOT_FLUXX', 'fail'],
    [405, 'INSTANCE_NOT_FLUXX', 'fail'],
    [408, 'FLUXX_UNAVAILABLE', 'retry'],
    [422, 'FLUXX_STATUS_UNEXPECTED', 'fail'],
    [429, 'FLUXX_RATE_LIMITED', 'retry'],
    [500, 'FLUXX_UNAVAILABLE', 'retry'],
    [501, 'INSTANCE_NOT_FLUXX', 'fail'],
    [502, 'FLUXX_UNAVAILABLE', 'retry'],
    [503, 'FLUXX_UNAVAILABLE', 'retry'],
  ])('%i is %s: %s', (status, code, reaction) => {
    expect(failureOf(status)).toMatchObject({ code, reaction });
  });
});

describe('a redirect', () => {
  it.each([
    ['https://login.example.com/in?token=abc#x', 'to login.example.com/in'],
    ['https://user:pw@login.example.com:8443/', 'to login.example.com:8443/'],
    ['/user_sessions/new?return=abc', 'to /user_sessions/new'],
    ['http://', 'elsewhere'],
  ])('to %s is told without what may be secret', (location, detail) => {
    expect(failureOf(302, { location }).detail).toBe(detail);
  });

  it('without a target is told too', () => {
    expect(failureOf(302).detail).toBe('to /');
  });
});

describe('Retry-After', () => {
  it('counts seconds', () => {
    expect(failureOf(429, { 'retry-after': '7' }).retryAfterMs).toBe(7000);
    expect(failureOf(503, { 'retry-after': '1.5' }).retryAfterMs).toBe(1500);
    expect(failureOf(503, { 'retry-after': '0' }).retryAfterMs).toBe(undefined); // or all retries are used up at once
  });

  it('names a date', () => {
    const inAMinute = new Date(Date.now() + 60_000).toUTCString();
    const waitMs = failureOf(429, { 'retry-after': inAMinute }).retryAfterMs ?? 0;
    expect(waitMs).toBeGreaterThan(50_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
  });

  it('names a date of the server, whose clock may differ from ours', () => {
    const headers = { date: 'Wed, 01 Jul 2026 12:00:00 GMT', 'retry-after': 'Wed, 01 Jul 2026 12:00:07 GMT' };
    expect(failureOf(429, headers).retryAfterMs).toBe(7000);
  });

  it.each(['', ' ', 'soon', 'retry 33', '-5', 'Infinity', '0x10', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'of %j asks for nothing',
    (value) => {
      expect(failureOf(429, { 'retry-after': value })).not.toHaveProperty('retryAfterMs');
    },
  );
});

describe('a network failure', () => {
  it.each([
    ['ENOTFOUND', 'HOST_UNKNOWN', 'fail'],
    ['EAI_AGAIN', 'NETWORK_FAILED', 'retry'],
    ['CERT_HAS_EXPIRED', 'TLS_FAILED', 'fail'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'TLS_FAILED', 'fail'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'TLS_FAILED', 'fail'],
    ['ETIMEDOUT', 'FLUXX_TIMEOUT', 'retry'],
    ['ECONNRESET', 'NETWORK_FAILED', 'retry'],
    ['ECONNREFUSED', 'NETWORK_FAILED', 'retry'],
    ['', 'NETWORK_FAILED', 'retry'],
  ])('%s is %s: %s', (networkCode, code, reaction) => {
    expect(judgeStatus({ networkCode })).toMatchObject({ code, reaction, detail: networkCode });
  });
});

describe('an error of the application', () => {
  it.each([
    ['#<NameError: uninitialized constant Foo>', 'FLUXX_MODEL_UNKNOWN'],
    ['[400] Result window is too large, from + size must be ...', 'FLUXX_WINDOW_EXCEEDED'],
    ['#<Timeout::Error: execution expired>', 'FLUXX_BUSY'],
    ['#<Net::ReadTimeout: Net::ReadTimeout>', 'FLUXX_BUSY'],
    ['#<Faraday::TimeoutError: too slow>', 'FLUXX_BUSY'],
    ['#<Mysql2::Error: Lock wait timeout exceeded; try restarting>', 'FLUXX_BUSY'],
    ['#<Elasticsearch::Transport::Transport::Errors::GatewayTimeout: [504]>', 'FLUXX_BUSY'],
    ['#<Elasticsearch::Transport::Transport::Errors::ServiceUnavailable: [503]>', 'FLUXX_BUSY'],
    ['#<Elasticsearch::Transport::Transport::Errors::BadRequest: [400] {}>', 'FLUXX_QUERY_REFUSED'],
    ['#<Exception: You are not authorized>', 'FLUXX_FORBIDDEN'],
    ['#<Exception: anything else>', 'FLUXX_APPLICATION_ERROR'],
    ['', 'FLUXX_APPLICATION_ERROR'],
  ])('%j is %s', (text, code) => {
    expect(judgeApplicationError(text).code).toBe(code);
  });

  it('is told on one line of bounded length', () => {
    const { detail } = toSafe(judgeApplicationError(`a\n  b\t${'c'.repeat(1000)}`), (text) => text);
    expect(detail.startsWith('a b c')).toBe(true);
    expect(detail).toHaveLength(300);
  });

  it('holds no part of a secret that stands where an endless detail is cut, and takes no time to say so', () => {
    const redactor = createRedactor();
    redactor.add('-secret-');
    const beganAt = performance.now();
    for (let before = 0; before < 8; before++) {
      const text = `${'-secret-'.repeat(12_500)}`.slice(before) + '\\'.repeat(10_000_000);
      const { detail } = toSafe(judgeApplicationError(text), (said) => redactor.redact(said));
      expect([before, detail.slice(before === 0 ? 0 : 8)]).toEqual([before, expect.stringMatching(/^\**$/)]);
    }
    expect(performance.now() - beganAt).toBeLessThan(20_000); // or minutes
  });

  it('holds no part of a secret that stands where it is cut, or has gaps', () => {
    const redactor = createRedactor();
    redactor.add('top  secret');
    for (let before = 280; before < 310; before++) {
      const { detail } = toSafe(judgeApplicationError(`${'a'.repeat(before)}top  secret`), (text) =>
        redactor.redact(text),
      );
      expect(detail).not.toContain('t');
    }
  });
});

describe('a failure after the host has served lists', () => {
  it('that seemed to be the configuration passes, so that nothing is to be set', () => {
    expect(judgeAfterSuccess(failureOf(302))).toMatchObject({
      kind: 'transient',
      reaction: 'retry',
      message: 'Cannot {what}: the server redirects {detail}. Run again later: nothing that was read is lost.',
    });
  });

  it('of another kind stays what it is', () => {
    expect(judgeAfterSuccess(failureOf(403))).toEqual(failureOf(403));
  });
});

describe('the error that the user sees', () => {
  it('says what was done, the detail and how often it was tried', () => {
    const error = toError({ ...failureOf(500), detail: '500 $& $1' }, 'read $& user', 3);
    expect(error.message).toContain('Cannot read $& user: Fluxx answers HTTP 500 $& $1.');
    expect(error.message).toContain('(3 attempts)');
    expect(error).toMatchObject({ kind: 'transient', code: 'FLUXX_UNAVAILABLE', details: { attempts: 3 } });
  });

  it('does not speak of one attempt', () => {
    expect(toError(failureOf(403), 'read user', 1).message).not.toContain('attempt');
  });
});
