import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toBaseUrl } from '../../src/config/instance-url.ts';

describe('an instance', () => {
  it.each([
    ['acme.fluxx.io', 'https://acme.fluxx.io/'],
    [' acme.fluxx.io ', 'https://acme.fluxx.io/'],
    ['https://acme.fluxx.io', 'https://acme.fluxx.io/'],
    ['https://acme.fluxx.io/', 'https://acme.fluxx.io/'],
    ['HTTPS://ACME.Fluxx.io//', 'https://acme.fluxx.io/'],
    ['acme.fluxx.io/', 'https://acme.fluxx.io/'],
    ['https:/acme.fluxx.io', 'https://acme.fluxx.io/'],
    ['https:acme.fluxx.io', 'https://acme.fluxx.io/'],
    ['https://acme.fluxx.io:8443', 'https://acme.fluxx.io:8443/'],
    ['acme', 'https://acme.fluxxlabs.com/'],
    ['acme.preprod', 'https://acme.preprod.fluxxlabs.com/'],
    ['Acme.eu-preprod', 'https://acme.eu-preprod.fluxxlabs.com/'],
    ['acme.preprod.fluxxlabs.com', 'https://acme.preprod.fluxxlabs.com/'],
    ['localhost', 'http://localhost/'],
    ['localhost:123', 'http://localhost:123/'],
    ['localhost:443', 'http://localhost:443/'],
    ['LocalHost:80/', 'http://localhost/'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000/'],
    ['[::1]:3000', 'http://[::1]:3000/'],
    ['http://localhost:123', 'http://localhost:123/'],
    ['https://localhost:123', 'https://localhost:123/'],
    ['http://127.1', 'http://127.0.0.1/'],
  ])('written %j is reached at %s', (instance, url) => {
    expect(toBaseUrl(instance)).toEqual({ url });
  });

  it.each([
    'http://acme.fluxx.io',
    'http:acme.fluxx.io',
    'http://127.0.0.1.evil.com',
    'http://localhost.evil.com',
    'http://127.0.0.1@evil.com',
    'http://0.0.0.0',
    'http://128.0.0.1',
  ])('written %j is refused, or the secret would cross the network in the open', (instance) => {
    expect(toBaseUrl(instance)).toEqual({ problem: expect.any(String) });
  });

  it.each([
    'https://acme.fluxx.io/a/b?x=1',
    'https://acme.fluxx.io/?x=1',
    'https://acme.fluxx.io/#/dashboard',
    'acme.fluxx.io/api/rest/v2',
    'localhost:80/x',
  ])('written %j is refused: nothing that is given is dropped unsaid', (instance) => {
    expect(toBaseUrl(instance)).toEqual({ problem: expect.stringContaining('the host alone') });
  });

  it.each(['127.0.0.1.evil.com', 'localhost.evil.com', '128.0.0.1'])('%j is not this machine', (instance) => {
    expect(toBaseUrl(instance)).toEqual({ url: `https://${instance}/` });
  });

  it.each([
    '',
    ' ',
    'acme fluxx',
    'https://',
    'https://user:pw@acme.fluxx.io',
    'https://user@acme.fluxx.io',
    'user:pw@acme.fluxx.io',
    'user:pw@localhost',
    'ftp://acme.fluxx.io',
    'fluxx://acme.fluxx.io',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'acme.fluxx.io:99999',
  ])('is not written %j', (instance) => {
    expect(toBaseUrl(instance)).toEqual({ problem: expect.any(String) });
  });

  it('is never repeated in the problem, and its base URL holds a host and nothing more', () => {
    fc.assert(
      fc.property(fc.oneof(fc.webUrl(), fc.string(), fc.domain()), (instance) => {
        const base = toBaseUrl(instance);
        if ('problem' in base) return instance.length < 10 || !base.problem.includes(instance);
        const { protocol, username, pathname, search, hostname } = new URL(base.url);
        const isLocal = ['localhost', '[::1]'].includes(hostname) || hostname.startsWith('127.');
        return `${username}${pathname}${search}` === '/' && (protocol === 'https:' || isLocal);
      }),
      { numRuns: 200 },
    );
  });
});
