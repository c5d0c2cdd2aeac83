import { describe, expect, it } from '@jest/globals';
import { isDynamicModel } from '../../src/core/stream-definition.ts';

describe('A dynamic model', () => {
  it.each([
    ['mac_model_type_dyn_site_visit', true],
    ['mac_model_type_dyn990_form', true],
    ['machine_model_type', false],
    ['grant_request', false],
  ])('is told by its name: %s', (name, isDynamic) => {
    expect(isDynamicModel(name)).toBe(isDynamic);
  });
});
