import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../../src/core/redact.ts';

describe('a redactor', () => {
  const forms: readonly (readonly [string, (secret: string) => string])[] = [
    ['as it is', (secret) => secret],
    ['in a URL', (secret) => encodeURIComponent(secret)],
    ['in a form', (secret) => new URLSearchParams({ s: secret }).toString()],
    ['in JSON', (secret) => JSON.stringify({ s: secret })],
    ['in base64', (secret) => Buffer.from(secret).toString('base64')],
    ['in base64 without padding', (secret) => Buffer.from(secret).toString('base64').replaceAll('=', '')],
  ];

  it.each(forms)('blanks out a secret %s', (_title, spell) => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' }), (secret) => {
        fc.pre(secret.length >= 6 && !/^\*+$/.test(secret));
        const redactor = createRedactor();
        redactor.add(secret);
        const spelled = spell(secret);
        const clean = redactor.redact(`before <${spelled}> after`);
        expect(clean.includes(spelled)).toBe(false);
        expect(clean.startsWith('before <')).toBe(true);
        expect(clean.endsWith('> after')).toBe(true);
      }),
    );
  });

  it('leaves nothing of the longer one where one secret holds another', () => {
    for (const order of [
      ['abcdef', 'abcdef-and-more'],
      ['abcdef-and-more', 'abcdef'],
    ]) {
      const redactor = createRedactor();
      for (const secret of order) redactor.add(secret);
      expect(redactor.redact('x abcdef-and-more y abcdef z')).toBe('x **** y **** z');
    }
  });

  it('replaces every occurrence, and takes signs of patterns literally', () => {
    const redactor = createRedactor();
    redactor.add('a.*$&+(b');
    expect(redactor.redact('a.*$&+(b, a.*$&+(b, axx$&+(b')).toBe('****, ****, axx$&+(b');
  });

  it('leaves text alone that holds no secret, and does not take short words for secrets', () => {
    const redactor = createRedactor();
    expect(redactor.redact('nothing is known yet')).toBe('nothing is known yet');
    redactor.add('the');
    redactor.add('');
    expect(redactor.redact('the text')).toBe('the text');
  });

  it('takes a secret with half a surrogate pair', () => {
    const redactor = createRedactor();
    redactor.add('secret\ud800');
    expect(redactor.redact('<secret\ud800>')).toBe('<****>');
  });
});
