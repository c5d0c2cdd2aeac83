import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expandUri } from '../../src/config/expand-uri.ts';

describe('a connection URI', () => {
  it('stands for three settings, whatever characters they are made of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (id, secret) => {
        const query = new URLSearchParams({ client_id: id, client_secret: secret });
        expect(expandUri({ uri: `fluxx://acme.fluxx.io?${query.toString()}`, page_size: 5 })).toEqual({
          settings: { instance: 'acme.fluxx.io', client_id: id, client_secret: secret, page_size: 5 },
          problems: [],
          overruled: [],
        });
      }),
    );
  });

  it.each([
    ['fluxx://acme.preprod/?client_id=a&client_secret=b', 'acme.preprod'],
    ['fluxx://localhost%3A80?client_id=a&client_secret=b', 'localhost:80'],
    ['fluxx://localhost:80///?client_id=a&client_secret=b', 'localhost:80'],
  ])('%s names its instance', (uri, instance) => {
    expect(expandUri({ uri }).settings).toEqual({ instance, client_id: 'a', client_secret: 'b' });
  });

  it('keeps a question mark within a secret', () => {
    expect(expandUri({ uri: 'fluxx://acme?client_id=a&client_secret=b?c?d' }).settings['client_secret']).toBe('b?c?d');
  });

  it('leaves out what it does not say, so that it is found missing or given beside it', () => {
    const left = { problems: [], overruled: [] };
    expect(expandUri({ uri: 'fluxx://acme?client_id=' })).toEqual({ settings: { instance: 'acme' }, ...left });
    expect(expandUri({ uri: 'fluxx://?client_id=a', instance: 'b' })).toEqual({
      settings: { instance: 'b', client_id: 'a' },
      ...left,
    });
  });

  it('gives way to each of the three that is given beside it, and says to which', () => {
    const given = { client_secret: 'b', instance: 'c', page_size: 5 };
    expect(expandUri({ uri: 'fluxx://acme?client_id=a&client_secret=d', ...given })).toEqual({
      settings: { client_id: 'a', ...given },
      problems: [],
      overruled: ['instance', 'client_secret'],
    });
  });

  it('is not needed', () => {
    const settings = { instance: 'a' };
    expect(expandUri(settings)).toEqual({ settings, problems: [], overruled: [] });
  });

  it.each([
    ['another scheme', 'https://acme?client_secret=hunter2'],
    ['a number', 5],
    ['an unescaped & in a secret', 'fluxx://acme?client_id=a&client_secret=b&hunter2'],
    ['a % that begins no escape', 'fluxx://hunter2%?client_id=a'],
  ])('with %s is a fault that is told without its value', (_title, uri) => {
    const { settings, problems } = expandUri({ uri, page_size: 5 });
    expect(settings).toEqual({ page_size: 5 });
    expect(problems).toEqual([{ setting: 'uri', problem: expect.any(String) }]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });
});
