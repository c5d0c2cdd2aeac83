import { expect, it } from '@jest/globals';
import { counted, grouped } from '../../src/core/counted.ts';

it.each([
  [0, '0 streams'],
  [1, '1 stream'],
  [1200, '1,200 streams'],
])('%d of a thing is counted as "%s"', (value, text) => {
  expect(counted(value, 'stream')).toBe(text);
});

it('a number alone has its digits in groups', () => {
  expect(grouped(1_234_567)).toBe('1,234,567');
});
