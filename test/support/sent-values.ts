import fc from 'fast-check';
import { hostileText, numberSpellings } from './json-values.ts';

/** A value as a server may spell it, so that an oracle sees every digit. `inner`: the text is the JSON of that value. */
export type Sent =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'number'; readonly spelling: string }
  | { readonly kind: 'text'; readonly value: string; readonly inner?: Sent }
  | { readonly kind: 'list'; readonly items: readonly Sent[] }
  | { readonly kind: 'object'; readonly entries: ReadonlyMap<string, Sent> };

/** The JSON of a value. */
export function spell(sent: Sent): string {
  if (sent.kind === 'null') return 'null';
  if (sent.kind === 'boolean') return String(sent.value);
  if (sent.kind === 'number') return sent.spelling;
  if (sent.kind === 'text') return JSON.stringify(sent.value);
  if (sent.kind === 'list') return `[${sent.items.map(spell).join(',')}]`;
  return `{${[...sent.entries].map(([key, value]) => `${JSON.stringify(key)}:${spell(value)}`).join(',')}}`;
}

/** Two digits, every other time at the edge of what exists. */
const two = (max: number, ...edges: readonly string[]) =>
  fc.oneof(
    fc.nat({ max }).map((value) => String(value).padStart(2, '0')),
    fc.constantFrom(...edges),
  );
const clocks = fc.oneof(
  fc.constant('00:00:00'),
  fc
    .tuple(two(23, '00', '23', '24'), two(59, '00', '59', '60'), two(59, '00', '59', '60'))
    .map((parts) => parts.join(':')),
);

/** Dates and times, near enough to real ones that many are: also such as no calendar and no clock has. */
const momentTexts: fc.Arbitrary<string> = fc
  .record({
    year: fc.oneof(fc.integer({ min: 1900, max: 2100 }), fc.constantFrom(0, 1, 9999, 10_000)).map(String),
    month: two(12, '00', '02', '12', '13'),
    day: two(28, '00', '28', '29', '30', '31', '32'),
    separator: fc.constantFrom('T', 'T', ' ', 't', '  '),
    clock: clocks,
    fraction: fc.constantFrom('', '', '.000', '.5', '.123456789012', '.'),
    zone: fc.constantFrom('Z', 'Z', 'z', ' UTC', '+05:30', '-0800', ' +00:00', '+24:00', '-23:59', ''),
    isDate: fc.boolean(),
  })
  .map(({ year, month, day, separator, clock, fraction, zone, isDate }) => {
    const date = `${year.padStart(4, '0')}-${month}-${day}`;
    return isDate ? date : `${date}${separator}${clock}${fraction}${zone}`;
  });

const edges = [2n ** 53n, 2n ** 63n, -(2n ** 63n), 2n ** 64n, 0n].flatMap((edge) => [edge - 1n, edge, edge + 1n]);
const spellings = fc.oneof(
  numberSpellings,
  fc.constantFrom(...edges.map(String), '-0', '-0.0', '1e3', '1e400', '-1e999', '1e-400', '9007199254740993e0'),
  fc.constantFrom(
    '9007199254740993.0',
    '9007199254740993.5',
    '9223372036854775000',
    '1e19',
    '900719925474099.31e1',
    '1',
    '0',
    '1.0',
    '2',
  ),
);
const texts = fc.oneof(
  hostileText,
  momentTexts,
  spellings,
  fc.constantFrom('', '05', '+5', ' 5', '1,000', 'true', 'false', 'yes', 'NaN', 'Infinity', '[]', '[1', 'null', '.5'),
);
const keys = fc.oneof(fc.constantFrom('id', 'id', 'desc', '__proto__', 'constructor', 'a\0', '1'), hostileText);

/** Dates and times, as text. */
export const sentMoments: fc.Arbitrary<Sent> = momentTexts.map((value) => ({ kind: 'text', value }));

/** Everything that a server may send for a field. */
export const sentValues: fc.Arbitrary<Sent> = fc.letrec<{ value: Sent }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant<Sent>({ kind: 'null' }),
    fc.boolean().map((value): Sent => ({ kind: 'boolean', value })),
    spellings.map((spelling): Sent => ({ kind: 'number', spelling })),
    texts.map((value): Sent => ({ kind: 'text', value })),
    tie('value').map((inner): Sent => ({ kind: 'text', value: spell(inner), inner })),
    fc.array(tie('value'), { maxLength: 4 }).map((items): Sent => ({ kind: 'list', items })),
    fc
      .array(spellings, { maxLength: 4 })
      .map((list): Sent => ({ kind: 'list', items: list.map((spelling) => ({ kind: 'number', spelling })) })),
    fc
      .array(fc.tuple(keys, tie('value')), { maxLength: 3 })
      .map((entries): Sent => ({ kind: 'object', entries: new Map(entries) })),
  ),
})).value;
