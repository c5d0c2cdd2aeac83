import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toProperty } from '../../../src/catalog/known/property-names.ts';
import { hostileText } from '../../support/json-values.ts';

describe('the property of a field', () => {
  it('is a name that every target bears, and that no other field of any name has', () => {
    const names = fc.oneof(hostileText, fc.stringMatching(/^[A-Za-z ._-]{1,80}$/));
    fc.assert(
      fc.property(fc.uniqueArray(names, { maxLength: 30 }), (unique) => {
        const properties = unique.map(toProperty);
        for (const property of properties) expect(property).toMatch(/^(?!_sdc_|__)[a-z_][a-z0-9_]{0,58}$/);
        expect(new Set(properties).size).toBe(unique.length);
      }),
    );
  });

  it('stays as it is where it is safe', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z_][a-z0-9_]{0,58}$/), (name) => {
        fc.pre(!name.startsWith('_sdc_') && !name.startsWith('__'));
        expect(toProperty(name)).toBe(name);
      }),
    );
  });

  // Another mark would be another column of a warehouse.
  it.each([
    ['Amount Due (USD)', 'amount_due_usd_d4e78196'],
    ['2nd-name', '_2nd_name_8edf741f'],
    ['', '_e3b0c442'],
    ['_sdc_deleted_at', 'fluxx_sdc_deleted_at_2a76cd75'],
    ['_fluxx_deleted_at', '_fluxx_deleted_at_06add6eb'],
    ['a'.repeat(70), `${'a'.repeat(50)}_6bd5e503`],
  ])('of %j is its words and a mark of its own', (name, property) => {
    expect(toProperty(name)).toBe(property);
  });
});
