import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load-config.ts';
import { withWorkspace } from '../support/with-workspace.ts';

const known = ['instance', 'page_size', 'streams'];

/** The settings alone. */
const load = async (places: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  (await loadConfig(places, environment, known)).settings;

describe('the settings', () => {
  it('of later places win, one by one', () =>
    withWorkspace(async ({ write }) => {
      const first = await write('first.json', '{"instance":"a","page_size":1,"other":true}');
      const second = await write('second.json', '\uFEFF{"page_size":2}');
      expect(await load([first, second])).toEqual({ instance: 'a', page_size: 2, other: true });
      expect(await load([second, first])).toEqual({ instance: 'a', page_size: 1, other: true });
    }));

  it('that are null were left open: a later one wipes no value, and none counts as unknown', () =>
    withWorkspace(async ({ write }) => {
      const first = await write('given.json', '{"instance":"a","other":null}');
      const second = await write('open.json', '{"instance":null,"page_size":null}');
      expect(await loadConfig([first, second], {}, known)).toEqual({ settings: { instance: 'a' }, unknown: [] });
    }));

  it('come from the environment only where it is named', () =>
    withWorkspace(async ({ write }) => {
      const path = await write('named.json', '{"instance":"a"}');
      const environment = { TAP_FLUXX_INSTANCE: 'b', TAP_FLUXX_PAGE_SIZE: '', INSTANCE: 'c' };
      expect(await load([path], environment)).toEqual({ instance: 'a' });
      expect(await load([path, 'ENV'], environment)).toEqual({ instance: 'b' });
      expect(await load(['ENV', path], environment)).toEqual({ instance: 'a' });
      expect(await load([], environment)).toEqual({});
    }));

  it('that do not exist are told of by name and place, in files and in the environment', () =>
    withWorkspace(async ({ write }) => {
      const path = await write('mistyped.json', '{"instance":"a","page_sise":1}');
      const environment = {
        TAP_FLUXX_STREAM: 'user',
        TAP_FLUXX_PAGE_SIZE: '5',
        TAP_FLUXX_LOGLEVEL: 'debug',
        TAP_FLUXX_FOO: '',
        TAP_OTHER_FOO: '',
      };
      const fileOnly = [{ name: 'page_sise', place: path, meant: 'page_size' }];
      expect((await loadConfig([path], environment, known)).unknown).toEqual(fileOnly);
      expect((await loadConfig([path, 'ENV'], environment, known)).unknown).toEqual([
        ...fileOnly,
        { name: 'stream', place: 'ENV', meant: 'streams' },
      ]);
    }));

  it.each([
    ['a list', '[]', 'CONFIG_INVALID'],
    ['null', 'null', 'CONFIG_INVALID'],
    ['no JSON', '{"client_secret":"hunter2"', 'FILE_NOT_JSON'],
  ])('are not read from %s', (_title, text, code) =>
    withWorkspace(async ({ write }) => {
      const path = await write('wrong.json', text);
      const failure: unknown = await load([path]).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code, message: expect.stringContaining(path) });
      expect(String(failure)).not.toContain('hunter2');
    }),
  );

  it('are not read from a file that is not there', () =>
    withWorkspace(async ({ folder }) => {
      await expect(load([join(folder, 'none.json')])).rejects.toMatchObject({
        code: 'FILE_UNREADABLE',
      });
    }));
});
