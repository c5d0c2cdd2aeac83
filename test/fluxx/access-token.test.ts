import { describe, expect, it } from '@jest/globals';
import { createAccessToken } from '../../src/fluxx/access-token.ts';
import { createCallHold } from '../../src/fluxx/call-hold.ts';
import type { HttpAnswer, HttpOutcome } from '../../src/fluxx/http-answer.ts';
import type { HttpRequest } from '../../src/fluxx/http-client.ts';
import { createRetry } from '../../src/fluxx/retry-calls.ts';

const quiet = (): void => undefined;
const { signal } = new AbortController();
const backoff = { baseMs: 0, rateLimitBaseMs: 0, maxMs: 0, patienceMs: 60_000 };

/** A token holder with a server that answers as told, and a clock that is set by hand. */
function holder(answers: readonly HttpOutcome[], maxRetries = 0) {
  const requests: HttpRequest[] = [];
  const heard: string[] = [];
  let nowMs = 0;
  const token = createAccessToken({
    host: 'acme.fluxx.io',
    clientId: 'the-id',
    clientSecret: 'the-secret',
    maxRetries,
    retry: createRetry({ backoff, hold: createCallHold(quiet, signal), log: quiet, signal, redact: (text) => text }),
    now: () => nowMs,
    onToken: (value) => heard.push(value),
    send: (request) => {
      const answer = answers[requests.push(request) - 1];
      return answer ? Promise.resolve(answer) : Promise.reject(new Error('asked too often'));
    },
  });
  return {
    ...token,
    requests,
    heard,
    setSeconds: (seconds: number) => {
      nowMs = seconds * 1000;
    },
  };
}

function issue(value: string, expiresIn: unknown = 7200): HttpAnswer {
  return { status: 200, headers: {}, body: JSON.stringify({ access_token: value, expires_in: expiresIn }) };
}

describe('an access token', () => {
  it('is obtained by one call with the credentials in the form, however many wait for it', async () => {
    const token = holder([issue('t1')]);
    const all = await Promise.all([token.authorization(), token.authorization(), token.authorization()]);
    expect(all).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1']);
    expect(token.requests).toEqual([
      {
        method: 'POST',
        path: 'oauth/token',
        parameters: { grant_type: 'client_credentials', client_id: 'the-id', client_secret: 'the-secret' },
      },
    ]);
    expect(token.heard).toEqual(['t1']);
  });

  it.each([
    ['five minutes before it ends', 7200, 6900],
    ['a tenth of its life before it ends', 100, 90],
    ['as if it lived two hours when its life is not told', undefined, 6900],
    ['as if it lived two hours when its life is nonsense', -5, 6900],
  ])('is renewed %s', async (_title, life, seconds) => {
    const token = holder([issue('t1', life), issue('t2')]);
    await token.authorization();
    token.setSeconds(seconds - 1);
    expect(await token.authorization()).toBe('Bearer t1');
    token.setSeconds(seconds);
    expect(await token.authorization()).toBe('Bearer t2');
  });

  it('that was refused is forgotten, unless it was replaced already', async () => {
    const token = holder([issue('t1'), issue('t2')]);
    const refused = await token.authorization();
    token.discard(refused);
    expect(await token.authorization()).toBe('Bearer t2');
    token.discard(refused);
    expect(await token.authorization()).toBe('Bearer t2');
  });

  it('is asked for again after a failure', async () => {
    const token = holder([{ networkCode: 'ECONNRESET' }, issue('t1')]);
    await expect(token.authorization()).rejects.toMatchObject({ code: 'NETWORK_FAILED' });
    expect(await token.authorization()).toBe('Bearer t1');
  });

  it('is tried again as often as it may be, and the error counts the attempts', async () => {
    const busy: HttpAnswer = { status: 503, headers: {}, body: '' };
    const refusal = holder([busy, busy, busy], 2).authorization();
    await expect(refusal).rejects.toMatchObject({
      message: expect.stringContaining('(3 attempts)'),
      details: { attempts: 3 },
    });
    expect(await holder([busy, issue('t1')], 2).authorization()).toBe('Bearer t1');
  });

  it.each([
    ['a page of maintenance with status 200', 200, '<html>'],
    ['a proxy that forbids it', 403, ''],
    ['a path that is gone for a moment', 404, ''],
  ])('that was issued before is waited for behind %s', async (_title, status, body) => {
    const token = holder([issue('t1'), { status, headers: {}, body }, issue('t2')], 1);
    token.discard(await token.authorization());
    expect(await token.authorization()).toBe('Bearer t2');
  });

  it('is not waited for when the credentials were revoked', async () => {
    const token = holder([issue('t1'), { status: 401, headers: {}, body: '' }, issue('t2')], 1);
    token.discard(await token.authorization());
    await expect(token.authorization()).rejects.toMatchObject({ code: 'CREDENTIALS_REFUSED', kind: 'auth' });
  });

  it.each([
    ['refused credentials', 401, '{"error":"invalid_client"}', 'CREDENTIALS_REFUSED', '(invalid_client)'],
    ['a refused request', 400, '{"error":"the-secret is wrong!"}', 'CREDENTIALS_REFUSED', 'client_id'],
    ['a refusal without a body', 401, '', 'CREDENTIALS_REFUSED', 'client_id'],
    ['a server in trouble', 503, '', 'FLUXX_UNAVAILABLE', 'HTTP 503'],
    ['a host without the path', 404, '', 'INSTANCE_NOT_FLUXX', 'instance'],
    ['a web page', 200, '<html>', 'INSTANCE_NOT_FLUXX', 'instance'],
    ['an answer without a token', 200, '{}', 'INSTANCE_NOT_FLUXX', 'instance'],
    ['an empty token', 200, '{"access_token":""}', 'INSTANCE_NOT_FLUXX', 'instance'],
    ['a list', 200, '[]', 'INSTANCE_NOT_FLUXX', 'instance'],
  ])('is not obtained from %s', async (_title, ...[status, body, code, said]) => {
    const failure: unknown = await holder([{ status, headers: {}, body }])
      .authorization()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code, message: expect.stringContaining(said) });
    expect(String(failure)).toContain('acme.fluxx.io');
    expect(String(failure)).not.toContain('the-secret');
  });
});
