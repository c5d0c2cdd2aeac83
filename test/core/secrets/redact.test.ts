import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRedactor } from '../../../src/core/secrets/redact.ts';

function lowerHex(url: string): string {
  return url.replace(/%../g, (byte) => byte.toLowerCase());
}

function hex(found: string): string {
  return (found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}

const entities: Readonly<Record<string, string>> = { '+': 'plus', '/': 'sol', '=': 'equals', '\\': 'bsol' };

function percentEncodeAll(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

function rubyBytes(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

/** As Ruby on Rails and PHP write it. */
function asciiJson(text: string): string {
  const unicodeEscape = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(text)
    .replace(/[^ -~]|[&<>]/g, unicodeEscape)
    .replaceAll('/', '\\/');
}

/** Signs that somebody escapes are rare among all signs. */
const sign = fc.oneof(
  fc.string({ minLength: 1, maxLength: 1, unit: 'grapheme' }),
  fc.constantFrom('\\', '"', "'", '/', '+', '%', '&', '<', '>', '=', ' ', 'A', 'b', '2'),
);

describe('a redactor', () => {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');

  const forms: readonly (readonly [string, (secret: string) => string])[] = [
    ['as it is', (secret) => secret],
    ['in a URL', (secret) => encodeURIComponent(secret)],
    ['in a form', (secret) => new URLSearchParams({ s: secret }).toString()],
    ['in JSON', (secret) => JSON.stringify({ s: secret })],
    ['in base64', (secret) => Buffer.from(secret).toString('base64')],
    ['in base64 without padding', (secret) => Buffer.from(secret).toString('base64').replaceAll('=', '')],
    ['in the base64 of URLs', (secret) => Buffer.from(secret).toString('base64url')],
    ['in base64 in a URL', (secret) => encodeURIComponent(Buffer.from(secret).toString('base64'))],
    ['in a URL with lower-case digits', (secret) => lowerHex(encodeURIComponent(secret.toWellFormed()))],
    ['in a form with lower-case digits', (secret) => lowerHex(new URLSearchParams({ s: secret }).toString())],
    ['in the query of a URL', (secret) => new URL(`http://host/?${secret.replaceAll('#', '%23')}#`).search.slice(1)],
    ['in a URL that leaves what it may', (secret) => encodeURI(secret.toWellFormed())],
    ['in JSON in JSON', (secret) => JSON.stringify(JSON.stringify({ s: secret }))],
    ['in JSON of ASCII alone', asciiJson],
    ['in small letters', (secret) => secret.replace(/[A-Z]/g, (letter) => letter.toLowerCase())],
    ['in base64 of a form', (secret) => base64(new URLSearchParams({ s: secret }).toString())],
    ['in base64 of JSON', (secret) => base64(JSON.stringify({ s: secret }))],
    ['in base64 of JSON of ASCII in a URL', (secret) => encodeURIComponent(base64(asciiJson(secret)))],
    ['in base64 in JSON of .NET', (secret) => base64(secret).replaceAll('+', '\\u002B').replaceAll('/', '\\u002F')],
    ['in base64 in HTML', (secret) => base64(secret).replaceAll('+', '&#43;').replaceAll('/', '&#x2F;')],
    ['in base64 of lines in a URL', (secret) => base64(`x:${secret}`).replace(/.{60}/g, '$&%0A')],
    ['in base64 of a URL', (secret) => base64(`=${encodeURIComponent(secret.toWellFormed())}`)],
    ['in base64 of lines', (secret) => base64(`${'x'.repeat(50)}${secret}`).replace(/.{60}/g, '$&\n')],
    ['in base64 of lines in JSON', (secret) => JSON.stringify(base64(`x:${secret}`).replace(/.{76}/g, '$&\r\n'))],
    ['in a URL in a URL', (secret) => encodeURIComponent(encodeURIComponent(secret.toWellFormed()))],
    ['in numbers of HTML', (secret) => secret.replace(/[^a-z0-9]/giu, (found) => `&#${found.codePointAt(0)};`)],
    ['in numbers of XML', (secret) => secret.replace(/[^a-z0-9]/giu, (found) => `&#x${hex(found)};`)],
    ['in a URL of numbers alone', percentEncodeAll],
    ['in JSON of numbers alone', (secret) => secret.replace(/[^]/g, (unit) => `\\u${hex(unit)}`)],
    ['in HTML of numbers alone', (secret) => secret.replace(/[^]/gu, (found) => `&#${found.codePointAt(0)};`)],
    ['in names of HTML', (secret) => secret.replace(/[+/=\\]/g, (found) => `&${entities[found]};`)],
    ['in base64 of base64', (secret) => base64(base64(secret))],
    ['in base64 of a URL of numbers alone', (secret) => base64(percentEncodeAll(secret))],
    ['in base64 of short lines', (secret) => base64(`x${secret}`).replace(/.{20}/g, '$&\n')],
    ['as Ruby shows bytes', (secret) => secret.replaceAll('\\', '\\\\').replace(/[^ -~]/gu, rubyBytes)],
    ['in HTML', (secret) => secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')],
  ];

  it.each(forms)('blanks out a secret %s', (_title, spell) => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 60, unit: sign }), (secret) => {
        // A bar within a secret may make a piece of it out of the one before or behind it.
        fc.pre(secret.length >= 6 && !/^\*+$/.test(secret) && !secret.includes('|'));
        const redactor = createRedactor();
        redactor.add(secret);
        const spelled = spell(secret);
        const clean = redactor.redact(`before |${spelled}| after`);
        expect(clean.includes(spelled)).toBe(false);
        expect(clean.startsWith('before |')).toBe(true);
        expect(clean.endsWith('| after')).toBe(true);
      }),
    );
  });

  it('leaves nothing of its own standing of a secret inside of a longer text in base64', () => {
    const around = fc.uint8Array({ maxLength: 40 });
    fc.assert(
      fc.property(
        around,
        fc.string({ minLength: 6, maxLength: 60, unit: 'binary' }),
        around,
        (before, secret, after) => {
          fc.pre(secret.length >= 6);
          const redactor = createRedactor();
          redactor.add(secret);
          const bytes = Buffer.from(secret);
          const text = Buffer.concat([before, bytes, after]);
          // The characters, of six bits each, that lie wholly within the secret.
          const begin = Math.ceil((before.length * 4) / 3);
          const end = Math.floor(((before.length + bytes.length) * 4) / 3);
          for (const alphabet of ['base64', 'base64url'] as const) {
            const spelled = text.toString(alphabet);
            const left = redactor.redact(spelled).replaceAll('*', '');
            expect(left).not.toContain(spelled.slice(begin, end));
            expect(left.length).toBeLessThanOrEqual(spelled.length - (end - begin));
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keeps what stands beside a secret in base64, and words that are as short as it', () => {
    const redactor = createRedactor();
    redactor.add('secret');
    const spelled = Buffer.from('client-id:secret and more').toString('base64');
    const clean = redactor.redact(spelled);
    expect(clean).toMatch(/^[^*]{13,14}\*{4}[^*]{12,}$/);
    expect(Buffer.from(clean.split('*')[0] ?? '', 'base64').toString()).toMatch(/^client-id/);
    for (const before of ['', ' ', '  ']) {
      const core = redactor.redact(Buffer.from(`${before}secret  `).toString('base64'));
      expect(core).toContain('****');
    }
  });

  it('takes secrets of any length, and rows of signs that can be escaped, without trying for ever', () => {
    const redactor = createRedactor();
    const long = Array.from({ length: 2000 }, (_, at) => createHash('sha256').update(`${at}`).digest('base64')).join(
      '',
    );
    redactor.add(long);
    redactor.add('\\'.repeat(500));
    redactor.add('%25'.repeat(300));
    redactor.add('\\"'.repeat(300));
    expect(redactor.redact(`<${long}>`)).toMatch(/^<\*+>$/);
    const rows = `${'\\'.repeat(299)}x${'%25'.repeat(99)}x${'\\"'.repeat(149)}x${'\\'.repeat(90_000)}y`;
    const beganAt = performance.now();
    expect(redactor.redact(rows).replaceAll('*', '')).toMatch(/y$/);
    expect(performance.now() - beganAt).toBeLessThan(20_000); // or minutes
  });

  it.each([
    ['quotes behind backslashes', `${'\\"'.repeat(40)}Z`, `${'\\\\\\\\"'.repeat(10_000)}Y`],
    ['rows of quotes', `${'"'.repeat(3999)}z`, '"'.repeat(100_000)],
    ['a sign before rows', `z${'"'.repeat(999)}`, '"'.repeat(100_000)],
    ['percent signs', `${'%25'.repeat(300)}z`, '%25'.repeat(33_000)],
    ['Base64 in Base64', 'secret', base64(base64(base64(base64('x'.repeat(30_000)))))],
    ['a secret again and again', 'abcdef', 'abcdef'.repeat(160_000)],
    ['everything at once', 'secret', '%5Cu0026#x5c;u005cn'.repeat(5000)],
  ])('takes no time for what a server can make up: %s', (_title, secret, text) => {
    const redactor = createRedactor();
    redactor.add(secret);
    const beganAt = performance.now();
    redactor.redact(text);
    expect(performance.now() - beganAt).toBeLessThan(10_000); // or for ever
  });

  it('takes no longer for the thousandth token, and forgets the oldest of thousands, but never what is configured', () => {
    const redactor = createRedactor();
    redactor.add('configured');
    const token = (number: number): string => createHash('sha256').update(`${number}`).digest('hex');
    const beganAt = performance.now();
    for (let number = 0; number < 5000; number++) {
      redactor.addToken(token(number));
      expect(redactor.redact(`<${token(number)}>`)).toBe('<****>');
    }
    expect(performance.now() - beganAt).toBeLessThan(20_000);
    expect(redactor.redact(`configured ${token(4500)} ${token(0)}`)).toBe(`**** **** ${token(0)}`);
  });

  it('shows nothing of a text that can be read in more ways than can be looked through', () => {
    const redactor = createRedactor();
    redactor.add('secret');
    let text = 'some words and a secret';
    for (let time = 0; time < 4; time++) text = `${base64(text)} ${encodeURIComponent(text)} ${JSON.stringify(text)}`;
    expect(redactor.redact(text)).not.toContain('secret');
  });

  it('finds secrets in names, but not words', () => {
    const redactor = createRedactor();
    redactor.add('program');
    redactor.add('sup3rsecretvalue77');
    expect(redactor.holdsSecret('program_lead')).toBe(false);
    expect(redactor.holdsSecret('of_sup3rsecretvalue77')).toBe(true);
    expect(redactor.holdsSecret('of_sup3rsecretvalue7')).toBe(false);
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

  it.each(forms)('blanks out twelve signs in a row of a secret that was cut off or broken, %s', (_title, spell) => {
    const secret = createHash('sha256').update('a').digest('hex');
    const redactor = createRedactor();
    redactor.add(secret);
    redactor.add('another secret');
    fc.assert(
      fc.property(fc.nat(52), fc.integer({ min: 12, max: 64 }), (begin, length) => {
        const spelled = spell(secret.slice(begin, begin + length));
        const clean = redactor.redact(`before <${spelled}\u{FFFD}${spelled.slice(0, 5)}> after`);
        expect(clean).toContain('****');
        expect(clean).not.toContain(spelled);
      }),
    );
  });

  it.each([
    ['as it is', (secret: string) => secret],
    ['in a URL', percentEncodeAll],
    ['in base64', base64],
    ['in base64 of base64', (secret: string) => base64(base64(secret))],
  ])('leaves nothing of a secret, %s, that its own cut goes through', (_title, spell) => {
    const secret = createHash('sha256').update('b').digest('hex');
    const redactor = createRedactor();
    redactor.add(secret);
    const spelled = spell(secret);
    for (const shown of [5, 11, 30, spelled.length]) {
      const clean = redactor.redact(`${'-'.repeat(100_000 - shown)}${spelled} and more`);
      expect(clean.replace(/^-+/, '')).toBe('');
      expect(clean.length).toBeGreaterThan(60_000);
    }
  });

  it('shows so little of a secret that was cut off that it is of no use', () => {
    const redactor = createRedactor();
    redactor.add('0123456789abcdef');
    expect(redactor.redact('0123456789a? 0123456789ab? 56789abcdef?')).toBe('0123456789a? ****? 56789abcdef?');
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
