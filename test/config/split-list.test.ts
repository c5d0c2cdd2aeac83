import { describe, expect, it } from '@jest/globals';
import { splitList } from '../../src/config/split-list.ts';

describe('a list in the form of text', () => {
  it.each([
    ['["user","organization:name,city"]', ['user', 'organization:name,city']],
    ['user  organization:name,city', ['user', 'organization:name,city']],
    ['user\norganization:name,city\n', ['user', 'organization:name,city']],
    ['user', ['user']],
    ['user,program', ['user', 'program']],
    [' user, program,\nfund ', ['user', 'program', 'fund']],
    ['grant_request:id,name', ['grant_request:id,name']],
    ['', []],
  ])('%j is split', (text, entries) => {
    expect(splitList(text)).toEqual(entries);
  });

  it('is left to the validation where it is ambiguous or broken', () => {
    expect(splitList('user,program organization:name')).toEqual(['user,program', 'organization:name']);
    expect(splitList('["user"')).toEqual(['["user"']);
  });
});
