import { describe, expect, it } from '@jest/globals';
import { configError } from '../../src/config/config-error.ts';

describe('the error of a configuration', () => {
  it('says one fault in a sentence', () => {
    const { message, kind } = configError([{ setting: 'page_size', problem: 'must be >= 1' }]);
    expect(message.split('\n')[0]).toBe('The configuration is not usable: `page_size` must be >= 1.');
    expect(kind).toBe('config');
  });

  it('lists several, one a line', () => {
    const { message } = configError([
      { setting: 'instance', problem: 'is missing' },
      { setting: undefined, problem: 'b.json does not hold a JSON object' },
    ]);
    expect(message.split('\n').slice(0, 3)).toEqual([
      'The configuration has 2 faults:',
      '  - `instance` is missing',
      '  - b.json does not hold a JSON object',
    ]);
  });
});
