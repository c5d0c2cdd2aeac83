import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toDate, toTimestamp } from '../../src/core/timestamp.ts';

/** Moments of the years 1 to 9999, a day away from both ends so that any offset stays within. */
const moments = fc.date({
  min: new Date('0001-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
});

const pad = (value: number): string => String(Math.abs(value)).padStart(2, '0');

describe('a timestamp', () => {
  it('names the same moment in UTC, whatever its offset, with its fraction as it came', () => {
    const offsets = fc.integer({ min: -23 * 60 - 59, max: 23 * 60 + 59 });
    const fractions = fc.oneof(
      fc.constant(''),
      fc.bigInt(0n, 10n ** 12n).map((digits) => `.${digits}`),
    );
    const spellings = fc.record({ between: fc.constantFrom('T', 't', ' '), colon: fc.constantFrom(':', '') });
    fc.assert(
      fc.property(moments, offsets, fractions, spellings, (moment, minutes, fraction, { between, colon }) => {
        const second = moment.toISOString().slice(0, 19);
        const local = new Date(Date.parse(`${second}Z`) + minutes * 60_000).toISOString().slice(0, 19);
        const hours = pad(Math.trunc(minutes / 60));
        const zone = `${minutes < 0 ? '-' : '+'}${hours}${colon}${pad(minutes % 60)}`;
        expect(toTimestamp(`${local.replace('T', between)}${fraction}${zone}`)).toBe(`${second}${fraction}Z`);
        expect(toTimestamp(`${second.replace('T', between)}${fraction}z`)).toBe(`${second}${fraction}Z`);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same text once it is in UTC', () => {
    fc.assert(
      fc.property(moments, (moment) => {
        expect(toTimestamp(moment.toISOString())).toBe(moment.toISOString());
      }),
    );
  });

  it('may be written as Ruby prints a time', () => {
    expect(toTimestamp('2016-04-25 15:49:08 UTC')).toBe('2016-04-25T15:49:08Z');
    expect(toTimestamp('2016-04-25 15:49:08 +0130')).toBe('2016-04-25T14:19:08Z');
  });

  it('is midnight where only the day is given', () => {
    expect(toTimestamp('2024-02-29')).toBe('2024-02-29T00:00:00Z');
  });

  it.each(['0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999999999Z'])('may be %s', (text) => {
    expect(toTimestamp(text)).toBe(text);
  });

  it.each([
    '',
    'yesterday',
    '2024',
    '2024-02-30',
    '2024-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '1900-02-29T00:00:00Z',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '2024-01-00T00:00:00Z',
    '2024-01-01T24:00:00Z',
    '2024-01-01T00:60:00Z',
    '2024-01-01T00:00:60Z',
    '2024-01-01T00:00:00',
    '2024-01-01T00:00:00.Z',
    '2024-01-01T00:00:00+25:00',
    '2024-01-01T00:00:00+05:60',
    '2024-01-01T00:00Z',
    '2024-01-01T00:00:00Z\n',
    ' 2024-01-01T00:00:00Z',
    '0000-00-00',
    '0000-00-00 00:00:00',
    '0000-12-31T23:59:59Z',
    '0001-01-01T00:00:00+00:01',
    '9999-12-31T23:59:59-00:01',
    '10000-01-01T00:00:00Z',
    '+010000-01-01T00:00:00Z',
    '01/31/2024',
  ])('is not %j', (text) => {
    expect(toTimestamp(text)).toBeUndefined();
  });
});

describe('a date', () => {
  it('exists in the calendar or is none', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (year, month, day) => {
          const text = `${String(year).padStart(4, '0')}-${pad(month)}-${pad(day)}`;
          const parsed = new Date(`${text}T00:00:00Z`);
          const exists = year > 0 && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
          expect(toDate(text)).toBe(exists ? text : undefined);
        },
      ),
      { numRuns: 700 },
    );
  });

  it.each([
    ['2021-01-07T00:00:00Z', '2021-01-07'],
    ['2021-01-07T00:00:00.000Z', '2021-01-07'],
    ['2021-01-07T05:00:00+05:00', '2021-01-07'],
    ['2021-01-07 00:00:00Z', '2021-01-07'],
  ])('is the day of %s', (text, day) => {
    expect(toDate(text)).toBe(day);
  });

  it.each([
    '2021-01-07T00:00:01Z',
    '2021-01-07T00:00:00.001Z',
    '2021-01-07T00:00:00-05:00',
    '2021-1-7',
    '',
    '2021-02-30',
  ])('is not made of %j, for a time would be lost or the day does not exist', (text) => {
    expect(toDate(text)).toBeUndefined();
  });
});
