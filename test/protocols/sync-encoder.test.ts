import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { joinLines } from '../../src/protocols/sync-encoder.ts';

it('Lines are joined to pieces of whole lines, none lost and all in their order', () => {
  const lines = fc.array(fc.integer({ min: 0, max: 20_000 }).map((length) => `${'x'.repeat(length)}\n`));
  fc.assert(
    fc.property(lines, (all) => {
      const pieces = joinLines(all);
      expect(pieces.join('')).toBe(all.join(''));
      expect(pieces.every((piece) => piece.endsWith('\n'))).toBe(true);
      expect(pieces.slice(0, -1).every((piece) => piece.length >= 16_000)).toBe(true);
    }),
  );
});
