import { describe, expect, it } from '@jest/globals';
import { isClassName, toModelName } from '../../../src/catalog/known/model-names.ts';

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

describe('a name of a class', () => {
  it('is a word of bounded length, since it becomes part of a URL and is taken apart', () => {
    expect(['User', 'MacModelTypeDyn990Form', `A${'a'.repeat(199)}`].map(isClassName)).toEqual([true, true, true]);
    const others = ['user', 'User/..', '', `A${'a'.repeat(200)}`, 5, null];
    expect(others.filter(isClassName)).toEqual([]);
  });
});
