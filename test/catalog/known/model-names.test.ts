import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toModelName, toProperty } from '../../../src/catalog/known/model-names.ts';
import { hostileText } from '../../support/json-values.ts';

describe('the name of a model', () => {
  it.each([
    ['GrantRequest', 'grant_request'],
    ['User', 'user'],
    ['MacModelTypeDynSiteVisit', 'mac_model_type_dyn_site_visit'],
    ['MacModelTypeDynPDC', 'mac_model_type_dyn_pdc'],
    ['MacModelTypeDynPDCBoard', 'mac_model_type_dyn_pdc_board'],
    ['MacModelTypeDyn990Form', 'mac_model_type_dyn990_form'],
    ['MacModelTypeDynTax2Report', 'mac_model_type_dyn_tax2_report'],
  ])('of class %s is %s', (className, model) => {
    expect(toModelName(className)).toBe(model);
  });
});

describe('the property of a field', () => {
  it('is a name that every target bears and that nobody has yet, whatever the field is called', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(hostileText, fc.stringMatching(/^[A-Za-z ._-]{1,80}$/)), { maxLength: 30 }),
        (names) => {
          const taken = new Set<string>();
          for (const name of names) {
            const property = toProperty(name, taken);
            expect(property).toMatch(/^(?!_sdc_)[a-z_][a-z0-9_]{0,58}$/);
            expect(taken.has(property)).toBe(false);
            taken.add(property);
          }
        },
      ),
    );
  });

  it('stays as it is where it is safe', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z_][a-z0-9_]{0,58}$/), (name) => {
        fc.pre(!name.startsWith('_sdc_'));
        expect(toProperty(name, new Set())).toBe(name);
      }),
    );
  });

  it.each([
    ['Amount Due (USD)', 'amount_due_usd_'],
    ['2nd-name', '_2nd_name'],
    ['', '_'],
    ['Ñ', '_'],
    ['a'.repeat(70), 'a'.repeat(59)],
    ['_sdc_deleted_at', 'fluxx_sdc_deleted_at'],
  ])('of %j is %s', (name, property) => {
    expect(toProperty(name, new Set())).toBe(property);
  });

  it('is told apart by a number from one that differs in case alone', () => {
    expect(toProperty('Name', new Set(['name']))).toBe('name_2');
    expect(toProperty('NAME', new Set(['name', 'name_2']))).toBe('name_3');
    expect(toProperty('a'.repeat(70), new Set(['a'.repeat(59)]))).toBe(`${'a'.repeat(55)}_2`);
  });
});
