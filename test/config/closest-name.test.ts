import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { closestName, didYouMean } from '../../src/config/closest-name.ts';

describe('the closest name', () => {
  it.each([
    ['organisation', 'organization'],
    ['GrantRequest', 'grant_request'],
    ['grant_requests', 'grant_request'],
    ['uesr', undefined],
    ['usr', 'user'],
    ['xyz', undefined],
  ])('to %s is %s', (name, closest) => {
    expect(closestName(name, ['user', 'user_profile', 'organization', 'grant_request'])).toBe(closest);
  });

  it('is the name itself where it is a candidate', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z_]{1,12}$/), { minLength: 1, maxLength: 8 }), (names) => {
        expect(closestName(names.at(-1) ?? '', names)).toBe(names.at(-1));
      }),
    );
  });

  it('is offered as a question, where there is one', () => {
    expect(didYouMean('user')).toBe(' (did you mean user?)');
    expect(didYouMean(undefined)).toBe('');
  });
});
