import fc from 'fast-check';

const digits = (max: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: max }).map((list) => list.join(''));

/** Numbers as JSON spells them: of any length, with fractions, exponents and needless zeros. */
export const numberSpellings: fc.Arbitrary<string> = fc
  .record({
    sign: fc.constantFrom('', '-'),
    whole: fc.oneof(fc.constant('0'), fc.bigInt(1n, 10n ** 40n).map(String), fc.nat().map(String)),
    fraction: fc.oneof(
      fc.constant(''),
      fc.constant('.0'),
      digits(30).map((text) => `.${text}`),
    ),
    exponent: fc.oneof(
      fc.constant(''),
      fc.integer({ min: -250, max: 250 }).map((power) => `e${power}`),
    ),
  })
  .map(({ sign, whole, fraction, exponent }) => `${sign}${whole}${fraction}${exponent}`);

/** Text that is hard on whoever serialises it: NUL, half surrogate pairs, quotes, digits, keys that objects inherit. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\0', '\u00005', '\0-1.5e3', '\ud800', 'a\udc00b', '"', '\\', '\\u0000', '\\"1', '[', '{"a":'),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', ''),
  fc.bigInt().map(String),
);

/** What a server may send as a value. Keys are hostile too. */
export const jsonValues: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(null, true, false, 0, 1, '', '0', '1', 'true', 'false'),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    hostileText,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(hostileText, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    fc.record({ id: tie('value') }),
  ),
})).value;
