import { describe, expect, it } from '@jest/globals';
import { unknownSettings } from '../../src/config/unknown-settings.ts';

const known = ['client_id', 'page_size'];

describe('settings that do not exist', () => {
  it('are named with their place and what was most likely meant, never with their value', () => {
    expect(unknownSettings({ page_sise: 'hunter2', stream_maps: {}, page_size: 1 }, 'a.json', known)).toEqual([
      { name: 'page_sise', place: 'a.json', meant: 'page_size' },
      { name: 'stream_maps', place: 'a.json', meant: undefined },
    ]);
  });
});
